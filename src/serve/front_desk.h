#pragma once
/// \file Between connections and handlers: who asks, may he, and who answers.

#include "http/front.h"
#include "http/lanes.h"
#include "http/proxies.h"
#include "serve/api.h"

namespace mien::serve {

/// Works with `api` and `lanes`, which outlive it.
class FrontDesk : public http::Front {
 public:
  FrontDesk(Api& api, http::Proxies proxies, http::Lanes& lanes)
      : api_(api), proxies_(std::move(proxies)), lanes_(lanes) {}

  std::variant<http::Admitted, http::Response> admit(const http::RequestHead& head) override;
  void handle(http::Admitted admitted, http::Reply reply) override;
  std::shared_ptr<http::EventQueue> subscribe(unsigned topics, std::function<void()> wake) override;
  void broke(std::string_view what) override;
  void answered(int status) override;

 private:
  http::Response failed(const http::Route& route, const std::exception_ptr& failure) const;

  Api& api_;
  const http::Proxies proxies_;
  http::Lanes& lanes_;
};

}  // namespace mien::serve
