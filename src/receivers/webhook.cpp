// A web server of the user's, told by rules; over HTTPS by libcurl, each call signed.
#ifdef MIEN_WITH_WEBHOOK
#include <memory>
#include <mutex>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "mien/error.h"

#include "base/url.h"
#include "receivers/outlets.h"
#include "receivers/webhook_rules.h"

namespace mien::receivers {

namespace {

constexpr long kConnectSeconds = 5, kAllSeconds = 10;

std::string signature(const std::string& secret, const std::string& body) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), bytes, &size);
  std::string text = "sha256=";
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

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

class WebhookOutlet final : public outbox::Outlet {
 public:
  explicit WebhookOutlet(WebhookConfig config) : config_(std::move(config)), rules_(config_.rules) {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  }

  bool wants(std::string_view kind) const override {
    return kind == "tally" || kind == "rating" || kind == "camera_state";
  }

  // Rules remember what they said: a batch that is tried again goes on where it stopped.
  void send(std::span<const outbox::Message> messages) override {
    for (const outbox::Message& message : messages) {
      if (message.seq <= looked_at_) continue;
      for (std::string& body : rules_.calls(message)) waiting_.push_back(std::move(body));
      looked_at_ = message.seq;
    }
    while (!waiting_.empty()) {
      post(waiting_.front());
      waiting_.erase(waiting_.begin());
    }
  }

 private:
  void post(const std::string& body) {
    const std::unique_ptr<CURL, CurlCleanup> curl(curl_easy_init());
    CurlHeaders headers;
    headers.add("Content-Type: application/json");
    headers.add("X-Mien-Signature: " + signature(config_.secret, body));
    char words[CURL_ERROR_SIZE] = "";
    const auto set = [&](CURLoption option, auto value) {
      curl_easy_setopt(curl.get(), option, value);
    };
    set(CURLOPT_URL, config_.url.c_str());
    set(CURLOPT_POSTFIELDS, body.c_str());
    set(CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    set(CURLOPT_HTTPHEADER, headers.list());
    set(CURLOPT_ERRORBUFFER, words);
    set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    set(CURLOPT_TIMEOUT, kAllSeconds);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, "https,http");
    set(
        CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
    if (!config_.ca.empty()) set(CURLOPT_CAINFO, config_.ca.c_str());
    const CURLcode code = curl_easy_perform(curl.get());
    if (code != CURLE_OK) fail(words[0] ? words : curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299) fail(fmt::format("answered {}", status));
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorKind::output, masked(config_.url), what,
                "check sinks.webhook: url, ca, and the server's own log");
  }

  const WebhookConfig config_;
  WebhookRules rules_;
  std::int64_t looked_at_ = 0;
  std::vector<std::string> waiting_;
};

}  // namespace

std::unique_ptr<outbox::Outlet> make_webhook(const WebhookConfig& config, const OutletInfo&) {
  return std::make_unique<WebhookOutlet>(config);
}

}  // namespace mien::receivers
#endif
