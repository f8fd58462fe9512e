#pragma once
/// \file Between Beast's messages and ours. For session.cpp alone.

#include <boost/beast/core/error.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/message.hpp>
#include <cstdint>
#include <string>

#include "http/http.h"
#include "http/session.h"

namespace mien::http {

namespace http = boost::beast::http;

/// A header, or the extensions of one chunk, or all trailers, may have so many bytes. A connection
/// keeps `kKept` of what came and was not read yet, whatever it is: no line that never ends is
/// kept.
inline constexpr std::uint32_t kHeaderLimit = 16 * 1024;
inline constexpr std::size_t kKept = 24 * 1024;

/// Limits of a request whose body the gate has not looked at yet.
template <class Parser>
void set_limits(Parser& parser) {
  parser.header_limit(kHeaderLimit);
  parser.body_limit(UINT64_MAX);  // "none" is taken for 0 where a length is given
}

/// A proxy may take another one of two lengths than we do, even where they are equal today.
bool has_two_lengths(const http::request_header<>& header);

/// Views `header`. The length of the body is the parser's to tell.
RequestHead head_of(const http::request_header<>& header, const SessionContext& context,
                    bool encrypted);
/// Those of every answer, and the response's own.
void set_headers(http::fields& message, const Response& response);

/// The first lines of an answer, with those that every answer has.
std::string header_text(const Response& response, unsigned version, bool keep);

/// What is said of the request itself.
Response failure(int status, const char* what, const char* remedy);
/// All connections together hold as much as they may.
Response too_much_at_once();
/// Did Beast find fault with the request? (Else the connection is gone; one that took too long
/// too.)
bool is_of_http(boost::beast::error_code error);
Response answer_to(boost::beast::error_code error);

}  // namespace mien::http
