#pragma once
/// \file Calls of which none keeps the others from being made.

#include <exception>

namespace mien {

/// Makes each call, whatever the ones before it threw; the first exception is thrown at the end.
class Calls {
 public:
  template <class Call>
  void make(Call&& call) {
    try {
      call();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }
  void end() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

}  // namespace mien
