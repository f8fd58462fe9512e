#pragma once
/// \file Wrong and revoked tokens, told to the operator: a guess, or a kiosk that should be signed
/// in anew.

#include <string>
#include <string_view>

#include "base/event_log.h"
#include "http/auth.h"
#include "http/http.h"

namespace mien::http {

/// Names a revoked token; a wrong one is never shown.
void note_wrong_token(EventLog& log, const Tokens& tokens, std::string_view token,
                      const std::string& client);
/// `status`: what the request was answered before its body was read. All but 401 with a token in
/// the header or the cookie is no news.
void note_refusal(EventLog& log, const Tokens& tokens, const RequestHead& head, int status);

}  // namespace mien::http
