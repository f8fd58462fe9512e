#pragma once
/// \file Which stretches of a stream were analysed, where a run was stopped.

#include <string>
#include <utility>
#include <vector>

namespace mien::chain {

class Coverage {
 public:
  /// In seconds of stream time. Stretches do not overlap, and come in any order.
  void add(double begin_s, double end_s);
  double seconds() const;
  /// "interrupted: analysed are 20.5 s of 60.0 s, from 0.0 to 10.2 s and from 40.0 to 50.3 s";
  /// empty where next to nothing of `whole_s` is missing, or `whole_s` is not known.
  std::string in_words(double whole_s) const;

 private:
  std::vector<std::pair<double, double>> stretches_;
};

}  // namespace mien::chain
