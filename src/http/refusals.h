#pragma once
/// \file What every front refuses alike, and what of it is told to the operator: a guess, or a
/// kiosk that should be signed in anew.

#include <string>
#include <string_view>
#include <variant>

#include "base/event_log.h"
#include "http/auth.h"
#include "http/gate.h"
#include "http/http.h"
#include "http/proxies.h"

namespace mien::http {

/// Names a revoked token; a wrong one is never shown.
void note_wrong_token(EventLog& log, const Tokens& tokens, std::string_view token,
                      const std::string& client);
/// What the gate says of the client behind a proxy; a wrong token is told to the operator.
std::variant<Admitted, Response> admit(Gate& gate, const Proxies& proxies, EventLog& log,
                                       const RequestHead& head);

/// What a front answers where its lanes are full.
Response too_busy();

/// `status`: what the request was answered before its body was read. All but 401 with a token in
/// the header or the cookie is no news.
void note_refusal(EventLog& log, const Tokens& tokens, const RequestHead& head, int status);

}  // namespace mien::http
