#include "http/refusals.h"

namespace mien::http {

void note_wrong_token(EventLog& log, const Tokens& tokens, std::string_view token,
                      const std::string& client) {
  const auto revoked = tokens.revoked(token);
  log.warn(LogKind::auth, (revoked ? "the revoked token '" + *revoked + "'" : "a wrong token") +
                              " from " + client);
}

std::variant<Admitted, Response> admit(Gate& gate, const Proxies& proxies, EventLog& log,
                                       const RequestHead& head) {
  RequestHead seen = head;
  proxies.look_through(seen);
  auto result = gate.admit(seen, RateLimit::Clock::now());
  if (const auto* refusal = std::get_if<Response>(&result))
    note_refusal(log, *gate.tokens(), seen, refusal->status);
  return result;
}

Response too_busy() {
  return response_of({503,
                      "server",
                      "too many requests at once",
                      "try again in a moment",
                      {{"Retry-After", "1"}}});
}

void note_refusal(EventLog& log, const Tokens& tokens, const RequestHead& head, int status) {
  if (status != 401) return;
  constexpr std::size_t kBearer = std::string_view("bearer ").size();
  if (head.authorization.size() > kBearer)
    return note_wrong_token(log, tokens, head.authorization.substr(kBearer), head.client);
  if (const auto cookie = cookie_value(head.cookie, kTokenCookie))
    note_wrong_token(log, tokens, *cookie, head.client);
}

}  // namespace mien::http
