#ifdef MIEN_WITH_WEBHOOK
#include "receivers/https_post.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include <curl/curl.h>
#include <fmt/format.h>

#include "mien/error.h"

#include "base/json.h"
#include "base/one_line.h"
#include "base/url.h"

namespace mien::receivers {

namespace {

constexpr long kConnectSeconds = 5, kAllSeconds = 10;
/// A server that is well answers within that.
constexpr std::chrono::milliseconds kAfterStop{500};
constexpr std::size_t kLongestAnswer = 1 << 20, kLongestWhy = 200;

struct CurlCleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

class CurlHeaders {
 public:
  ~CurlHeaders() { curl_slist_free_all(list_); }
  void add(const std::string& line) { list_ = curl_slist_append(list_, line.c_str()); }
  curl_slist* list() { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  if (text.size() + size * count > kLongestAnswer) return 0;
  text.append(bytes, size * count);
  return size * count;
}

/// How long an answer is waited for after a stop was asked for. libcurl asks once a second.
class Patience {
 public:
  explicit Patience(std::stop_token stop) : stop_(std::move(stop)) {}
  bool ended() const { return ended_; }
  static int look(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto& own = *static_cast<Patience*>(self);
    if (!own.stop_.stop_requested()) return 0;
    const auto now = std::chrono::steady_clock::now();
    if (!own.end_) own.end_ = now + kAfterStop;
    own.ended_ = now >= *own.end_;
    return own.ended_ ? 1 : 0;
  }

 private:
  const std::stop_token stop_;
  std::optional<std::chrono::steady_clock::time_point> end_;
  bool ended_ = false;
};

/// Of a refusal by mien. The server may be another's: its words are short, and one line.
std::string why(const std::string& answer) {
  const Json body = parse_json(answer);
  const Json error = body.is_object() ? body.value("error", Json()) : Json();
  const Json what = error.is_object() ? error.value("what", Json()) : Json();
  if (!what.is_string()) return "";
  return ": " + one_line(what.get<std::string>(), kLongestWhy);
}

[[noreturn]] void fail(const HttpsPost& post, const std::string& what) {
  throw Error(ErrorKind::output, masked(post.url), what, post.remedy);
}

}  // namespace

std::string https_post(const HttpsPost& post) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const std::unique_ptr<CURL, CurlCleanup> curl(curl_easy_init());
  CurlHeaders headers;
  headers.add("Content-Type: application/json");
  for (const std::string& line : post.headers) headers.add(line);
  char words[CURL_ERROR_SIZE] = "";
  std::string answer;
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(curl.get(), option, value);
  };
  set(CURLOPT_URL, post.url.c_str());
  set(CURLOPT_POSTFIELDS, post.body.c_str());
  set(CURLOPT_POSTFIELDSIZE, static_cast<long>(post.body.size()));
  set(CURLOPT_HTTPHEADER, headers.list());
  set(CURLOPT_ERRORBUFFER, words);
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kAllSeconds);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROTOCOLS_STR, "https,http");
  set(CURLOPT_WRITEFUNCTION, keep);
  set(CURLOPT_WRITEDATA, &answer);
  Patience patience(post.stop);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &Patience::look);
  set(CURLOPT_XFERINFODATA, &patience);
  // Unencrypted it is for this machine alone (config/secret_url.h): no proxy of the environment's.
  if (post.url.starts_with("http://")) set(CURLOPT_NOPROXY, "*");
  if (!post.ca.empty()) set(CURLOPT_CAINFO, post.ca.c_str());
  const CURLcode code = curl_easy_perform(curl.get());
  if (patience.ended()) fail(post, "did not answer before mien ended");
  if (code != CURLE_OK) fail(post, words[0] ? words : curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status <= 299) return answer;
  fail(post, fmt::format("answered {}{}", status, post.says_why ? why(answer) : ""));
}

}  // namespace mien::receivers
#endif
