// MQTT 3.1.1 by libmosquitto, on the sender's thread alone: QoS 1, a last will, retained states.
#ifdef MIEN_WITH_MQTT
#include <chrono>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <mosquitto.h>

#include "mien/error.h"

#include "outbox/fact.h"
#include "receivers/mqtt_topics.h"
#include "receivers/outlets.h"

namespace mien::receivers {

namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds kMqttPatience{10};
constexpr int kKeepAliveSeconds = 30, kInFlight = 200, kQos = 1;
constexpr int kLoopMs = 50;

struct MqttGone {
  void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};

class MqttOutlet final : public outbox::Outlet {
 public:
  MqttOutlet(MqttConfig config, OutletInfo info)
      : config_(std::move(config)), info_(std::move(info)), root_(topic_root(config_, info_.site)) {
    static std::once_flag once;
    std::call_once(once, [] { mosquitto_lib_init(); });
  }

  ~MqttOutlet() override {
    if (!client_ || !connected_) return;
    try {
      publish(root_ + "/available", "offline", true);
      wait_for_all();
    } catch (const Error&) {  // the broker says it by the last will
    }
    mosquitto_disconnect(client_.get());
  }

  void send(std::span<const outbox::Message> messages) override {
    connect();
    for (const outbox::Message& message : messages)
      publish(topic_of(root_, message), message.text, is_retained(message.kind));
    wait_for_all();
  }

  void tend(const outbox::Now& now) override {
    connect();
    Retained next = states(root_, now);
    show(shown_, next);
    std::string named = config_.home_assistant ? names_in(now) : std::string();
    const bool others = named != named_;
    Retained announced = others ? discovery(config_, info_, now) : Retained();
    if (others) show(announced_, announced);
    wait_for_all();
    shown_ = std::move(next);
    if (others) announced_ = std::move(announced), named_ = std::move(named);
    check(mosquitto_loop(client_.get(), 0, 1));
  }

 private:
  void show(const Retained& before, const Retained& next) {
    for (const auto& [topic, text] : next)
      if (const auto known = before.find(topic); known == before.end() || known->second != text)
        publish(topic, text, true);
    for (const auto& [topic, text] : before)
      if (!next.contains(topic)) publish(topic, "", true);  // it is no more
  }

  void connect() {
    if (client_ && connected_) return;
    start();
    const auto end = steady_clock::now() + kMqttPatience;
    check(mosquitto_connect(client_.get(), config_.host.c_str(), config_.port, kKeepAliveSeconds));
    while (!connected_ && steady_clock::now() < end) {
      const int code = mosquitto_loop(client_.get(), kLoopMs, 1);
      if (refused_ != 0) fail(mosquitto_connack_string(refused_));  // says more than the code
      check(code);
    }
    if (!connected_) fail("does not answer");
    publish(root_ + "/available", "online", true);
  }

  // A new client each time: what an old one had under way is sent again by the outbox.
  void start() {
    connected_ = false;
    refused_ = 0;
    words_.clear();
    under_way_.clear();
    shown_.clear();
    announced_.clear();
    named_.clear();
    const std::string id =
        fmt::format("mien-{}-{:08x}", info_.site.name, static_cast<std::uint32_t>(info_.store));
    client_.reset(mosquitto_new(id.c_str(), true, this));
    if (!client_) fail("no client could be created");
    mosquitto* client = client_.get();
    mosquitto_max_inflight_messages_set(client, kInFlight);
    if (!config_.username.empty())
      check(mosquitto_username_pw_set(client, config_.username.c_str(), config_.password.c_str()));
    if (config_.tls.on) secure(client);
    const std::string will = root_ + "/available";
    check(mosquitto_will_set(client, will.c_str(), 7, "offline", kQos, true));
    mosquitto_connect_callback_set(client, [](mosquitto*, void* self, int code) {
      auto& own = *static_cast<MqttOutlet*>(self);
      (code == 0 ? own.connected_ : own.lost_) = true;
      own.refused_ = code;
    });
    mosquitto_disconnect_callback_set(client, [](mosquitto*, void* self, int) {
      static_cast<MqttOutlet*>(self)->connected_ = false;
    });
    mosquitto_publish_callback_set(client, [](mosquitto*, void* self, int number) {
      static_cast<MqttOutlet*>(self)->under_way_.erase(number);
    });
    mosquitto_log_callback_set(client, [](mosquitto*, void* self, int level, const char* words) {
      if (level == MOSQ_LOG_ERR) static_cast<MqttOutlet*>(self)->words_ = words;
    });
  }

  void secure(mosquitto* client) {
    const TlsConfig& tls = config_.tls;
    const auto or_null = [](const std::filesystem::path& path) {
      return path.empty() ? nullptr : path.c_str();
    };
    if (tls.ca.empty()) check(mosquitto_int_option(client, MOSQ_OPT_TLS_USE_OS_CERTS, 1));
    const char* folder = tls.ca.empty() ? "/etc/ssl/certs" : nullptr;
    const int code = mosquitto_tls_set(client, or_null(tls.ca), folder, or_null(tls.certificate),
                                       or_null(tls.key), nullptr);
    if (code != MOSQ_ERR_SUCCESS)
      fail("the certificates of sinks.mqtt.tls cannot be read: " + reason(code));
  }

  void publish(const std::string& topic, const std::string& text, bool retained) {
    int number = 0;
    check(mosquitto_publish(client_.get(), &number, topic.c_str(), static_cast<int>(text.size()),
                            text.data(), kQos, retained));
    under_way_.insert(number);
  }

  void wait_for_all() {
    const auto end = steady_clock::now() + kMqttPatience;
    while (!under_way_.empty()) {
      check(mosquitto_loop(client_.get(), kLoopMs, 1));
      if (!connected_) fail("closed the connection");
      if (steady_clock::now() > end) fail("acknowledges nothing");
    }
  }

  std::string reason(int code) const {
    std::string words = code == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(code);
    if (!words_.empty()) words += " (" + words_ + ")";
    return words;
  }

  void check(int code) {
    if (code != MOSQ_ERR_SUCCESS) fail(reason(code));
  }

  [[noreturn]] void fail(const std::string& what) {
    connected_ = false;
    throw Error(ErrorKind::output, fmt::format("MQTT broker {}:{}", config_.host, config_.port),
                what, "check sinks.mqtt: host, port, username, password and tls");
  }

  const MqttConfig config_;
  const OutletInfo info_;
  const std::string root_;
  std::unique_ptr<mosquitto, MqttGone> client_;
  bool connected_ = false, lost_ = false;
  int refused_ = 0;
  std::set<int> under_way_;     ///< published and not acknowledged
  std::string words_;           ///< the library's last error
  Retained shown_, announced_;  ///< states; what Home Assistant is told of
  std::string named_;           ///< what `announced_` depends on
};

}  // namespace

std::unique_ptr<outbox::Outlet> make_mqtt(const MqttConfig& config, const OutletInfo& info) {
  return std::make_unique<MqttOutlet>(config, info);
}

}  // namespace mien::receivers
#endif
