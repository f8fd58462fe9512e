#pragma once
/// \file Between Beast's messages and ours. For session.cpp alone.

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <string>

#include "serve/http.h"
#include "serve/session.h"

namespace mien::serve {

namespace http = boost::beast::http;

/// Views `header`. The length of the body is the parser's to tell.
RequestHead head_of(const http::request_header<>& header, const SessionContext& context,
                    bool encrypted);
/// Those of every answer, and the response's own.
void set_headers(http::fields& message, const Response& response);

/// What is said of the request itself.
Response failure(int status, const char* what, const char* remedy);
/// Did Beast find fault with the request? (Else the connection is gone; one that took too long
/// too.)
bool is_of_http(boost::beast::error_code error);
Response answer_to(boost::beast::error_code error);

}  // namespace mien::serve
