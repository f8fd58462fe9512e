#pragma once
/// \file Between connections and handlers: who asks, may he, and who answers.

#include "serve/api.h"
#include "serve/front.h"
#include "serve/lanes.h"
#include "serve/proxies.h"

namespace mien::serve {

/// Works with `api` and `lanes`, which outlive it.
class FrontDesk : public Front {
 public:
  FrontDesk(Api& api, Proxies proxies, Lanes& lanes)
      : api_(api), proxies_(std::move(proxies)), lanes_(lanes) {}

  std::variant<Admitted, Response> admit(const RequestHead& head) override;
  void handle(Admitted admitted, Reply reply) override;
  std::shared_ptr<EventQueue> subscribe(unsigned topics, std::function<void()> wake) override;
  void broke(std::string_view what) override;
  void answered(int status) override;

 private:
  Response failed(const Route& route, const std::exception_ptr& failure) const;

  Api& api_;
  const Proxies proxies_;
  Lanes& lanes_;
};

}  // namespace mien::serve
