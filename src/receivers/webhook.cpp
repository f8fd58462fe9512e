// A web server of the user's, told by rules; over HTTPS by libcurl, each call signed.
#ifdef MIEN_WITH_WEBHOOK
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "receivers/https_post.h"
#include "receivers/outlets.h"
#include "receivers/webhook_rules.h"

namespace mien::receivers {

namespace {

std::string signature(const std::string& secret, const std::string& body) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), bytes, &size);
  std::string text = "sha256=";
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

class WebhookOutlet final : public outbox::Outlet {
 public:
  explicit WebhookOutlet(WebhookConfig config)
      : config_(std::move(config)), rules_(config_.rules) {}

  bool wants(std::string_view kind) const override {
    return kind == "tally" || kind == "rating" || kind == "camera_state";
  }

  void heed(const std::stop_token& stop) override { stop_ = stop; }

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
  void post(const std::string& body) const {
    (void)https_post({.url = config_.url,
                      .ca = config_.ca,
                      .headers = {"X-Mien-Signature: " + signature(config_.secret, body)},
                      .body = body,
                      .remedy = "check sinks.webhook: url, ca, and the server's own log",
                      .stop = stop_});
  }

  const WebhookConfig config_;
  WebhookRules rules_;
  std::stop_token stop_;
  std::int64_t looked_at_ = 0;
  std::vector<std::string> waiting_;
};

}  // namespace

std::unique_ptr<outbox::Outlet> make_webhook(const WebhookConfig& config, const OutletInfo&) {
  return std::make_unique<WebhookOutlet>(config);
}

}  // namespace mien::receivers
#endif
