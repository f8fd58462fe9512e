#pragma once
/// \file JSON to a web server of the user's, by libcurl. Only in builds with webhooks.

#include <stop_token>
#include <string>
#include <vector>

namespace mien::receivers {

struct HttpsPost {
  std::string url;
  std::string ca;                    ///< PEM file of the authority; empty: the system's
  std::vector<std::string> headers;  ///< whole lines, beside the content's type
  std::string body;                  ///< JSON
  std::string remedy;                ///< for the error
  bool says_why = false;             ///< a mien answers: the words of its refusals are shown
  std::stop_token stop;              ///< asked for: an answer has half a second left to come
};

/// The answer's body, up to a megabyte; waits ten seconds for it. Follows no redirection. Throws
/// Error(output) that names the server without its password, where it is not reached, does not
/// answer 2xx, or a stop came first.
std::string https_post(const HttpsPost& post);

}  // namespace mien::receivers
