#include "audience/store_pool.h"

namespace mien::audience {

std::shared_ptr<Store> StorePool::take() {
  std::unique_ptr<Store> store;
  {
    std::lock_guard lock(mutex_);
    if (!unused_.empty()) {
      store = std::move(unused_.back());
      unused_.pop_back();
    }
  }
  if (store) store->check_in_place();  // what was deleted answers no more
  if (!store) store = std::make_unique<Store>(file_, options_);
  return {store.release(), [this](Store* used) {
            std::unique_ptr<Store> back(used);
            std::lock_guard lock(mutex_);
            unused_.push_back(std::move(back));
          }};
}

}  // namespace mien::audience
