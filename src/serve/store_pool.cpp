#include "serve/api.h"

namespace mien::serve {

std::shared_ptr<audience::Store> StorePool::take() {
  std::unique_ptr<audience::Store> store;
  {
    std::lock_guard lock(mutex_);
    if (!unused_.empty()) {
      store = std::move(unused_.back());
      unused_.pop_back();
    }
  }
  if (store) store->check_in_place();  // what was deleted answers no more
  if (!store) store = std::make_unique<audience::Store>(file_, options_);
  return {store.release(), [this](audience::Store* used) {
            std::unique_ptr<audience::Store> back(used);
            std::lock_guard lock(mutex_);
            unused_.push_back(std::move(back));
          }};
}

}  // namespace mien::serve
