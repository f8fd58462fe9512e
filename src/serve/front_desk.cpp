#include "serve/front_desk.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/deadline.h"
#include "serve/answers.h"
#include "serve/refusals.h"
#include "serve/service_parts.h"

namespace mien::serve {

std::variant<Admitted, Response> FrontDesk::admit(const RequestHead& head) {
  RequestHead seen = head;
  proxies_.look_through(seen);
  auto result = api_.gate.admit(seen, RateLimit::Clock::now());
  if (const auto* refusal = std::get_if<Response>(&result))
    note_refusal(api_.log, *api_.gate.tokens(), seen, refusal->status);
  return result;
}

void FrontDesk::handle(Admitted admitted, Reply reply) {
  const Route* route = admitted.route;
  const auto end = Deadline::Clock::now() + kQuestionTime;
  auto work = [this, route, end, request = std::move(admitted.request), reply] {
    try {
      std::optional<Deadline> deadline;
      if (route->on == On::figures) deadline.emplace(end);
      Deadline::check();
      route->handle(api_, request, reply);
    } catch (...) {
      reply(failed(*route, std::current_exception()));
    }
  };
  if (route->on == On::io) return work();
  if (!lanes_.submit(route->on, std::move(work)))
    reply(response_of({503,
                       "server",
                       "too much is asked at once",
                       "try again in a moment",
                       {{"Retry-After", "1"}}}));
}

std::shared_ptr<EventQueue> FrontDesk::subscribe(unsigned topics, std::function<void()> wake) {
  return api_.events.subscribe(topics, std::move(wake));
}

void FrontDesk::broke(std::string_view what) {
  api_.log.error(LogKind::service,
                 fmt::format("a connection was cut off: serving it failed: {}", what));
}

void FrontDesk::answered(int status) { api_.metrics.answered(status); }

// The operator hears of what the client is not told.
Response FrontDesk::failed(const Route& route, const std::exception_ptr& failure) const {
  Response response = response_of_exception(failure);
  if (response.status >= 500)
    api_.log.error(LogKind::service, fmt::format("{}: {}", route.pattern, words_of(failure)));
  return response;
}

}  // namespace mien::serve
