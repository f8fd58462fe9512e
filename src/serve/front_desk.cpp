#include "serve/front_desk.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/deadline.h"
#include "http/refusals.h"
#include "serve/answers.h"
#include "serve/service_parts.h"

namespace mien::serve {

std::variant<http::Admitted, http::Response> FrontDesk::admit(const http::RequestHead& head) {
  return http::admit(api_.gate, proxies_, api_.log, head);
}

void FrontDesk::handle(http::Admitted admitted, http::Reply reply) {
  const http::Route* route = admitted.route;
  const auto end = Deadline::Clock::now() + http::kQuestionTime;
  auto work = [this, route, end, request = std::move(admitted.request), reply] {
    try {
      std::optional<Deadline> deadline;
      if (route->on == http::On::figures) deadline.emplace(end);
      Deadline::check();
      route->handle(api_, request, reply);
    } catch (...) {
      reply(failed(*route, std::current_exception()));
    }
  };
  if (route->on == http::On::io) return work();
  if (!lanes_.submit(route->on, std::move(work))) reply(http::too_busy());
}

std::shared_ptr<http::EventQueue> FrontDesk::subscribe(unsigned topics,
                                                       std::function<void()> wake) {
  return api_.events.subscribe(topics, std::move(wake));
}

void FrontDesk::broke(std::string_view what) {
  api_.log.error(LogKind::service,
                 fmt::format("a connection was closed because serving it failed: {}", what));
}

void FrontDesk::answered(int status) { api_.metrics.answered(status); }

// The operator hears of what the client is not told.
http::Response FrontDesk::failed(const http::Route& route,
                                 const std::exception_ptr& failure) const {
  http::Response response = response_of_exception(failure);
  if (response.status >= 500)
    api_.log.error(LogKind::service, fmt::format("{}: {}", route.pattern, words_of(failure)));
  return response;
}

}  // namespace mien::serve
