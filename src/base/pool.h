#pragma once
/// \file Large objects that are used again instead of made anew.

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace mien {

/// Keeps what was given back. Thread-safe.
template <class T>
class Pool {
 public:
  /// One that nobody uses, as it was left, or a fresh one. It comes back when the last copy of the
  /// pointer is gone: on any thread, and also after the pool itself.
  std::shared_ptr<T> take() {
    std::unique_ptr<T> object;
    {
      std::lock_guard lock(shelf_->mutex);
      if (!shelf_->unused.empty()) {
        object = std::move(shelf_->unused.back());
        shelf_->unused.pop_back();
      }
    }
    if (!object) object = std::make_unique<T>();
    return {object.release(), [shelf = shelf_](T* used) {
              std::unique_ptr<T> back(used);
              std::lock_guard lock(shelf->mutex);
              shelf->unused.push_back(std::move(back));
            }};
  }

 private:
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<T>> unused;
  };
  std::shared_ptr<Shelf> shelf_ = std::make_shared<Shelf>();
};

}  // namespace mien
