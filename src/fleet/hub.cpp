#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/hub.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/crew.h"
#include "base/deadline.h"
#include "base/event_log.h"
#include "base/life_signs.h"
#include "fleet/collector.h"
#include "fleet/enrolment.h"
#include "fleet/hub_answers.h"
#include "http/lanes.h"
#include "http/proxies.h"
#include "http/refusals.h"
#include "http/server.h"
#include "serve/answers.h"
#include "serve/service_parts.h"
#include "serve/start_check.h"

namespace mien::fleet {

namespace {

/// A store that was enrolled may report after so long.
constexpr std::chrono::seconds kLookForTokens{5};

}  // namespace

/// Between connections and the table of answers.
class HubFront : public http::Front {
 public:
  HubFront(HubParts& parts, http::Proxies proxies, http::Lanes& lanes, EventLog& log)
      : parts_(parts), proxies_(std::move(proxies)), lanes_(lanes), log_(log) {}

  std::variant<http::Admitted, http::Response> admit(const http::RequestHead& head) override {
    return http::admit(parts_.gate, proxies_, log_, head);
  }

  void handle(http::Admitted admitted, http::Reply reply) override {
    const http::Route* route = admitted.route;
    auto work = [this, route, request = std::move(admitted.request), reply] {
      try {
        reply(answer_of(route)(parts_, request));
      } catch (...) {
        reply(failed(*route));
      }
    };
    if (route->on == http::On::io) return work();
    if (!lanes_.submit(route->on, std::move(work))) reply(http::too_busy());
  }

  std::shared_ptr<http::EventQueue> subscribe(unsigned, std::function<void()>) override {
    return nullptr;  // no route answers with events
  }
  void broke(std::string_view what) override {
    log_.error(LogKind::service, fmt::format("a connection was cut off: {}", what));
  }
  void answered(int) override {}

 private:
  // The operator hears of what the client is not told.
  http::Response failed(const http::Route& route) const {
    const auto failure = std::current_exception();
    http::Response response = serve::response_of_exception(failure);
    if (response.status >= 500)
      log_.error(LogKind::store, fmt::format("{}: {}", route.pattern, serve::words_of(failure)));
    return response;
  }

  HubParts& parts_;
  const http::Proxies proxies_;
  http::Lanes& lanes_;
  EventLog& log_;
};

class Hub::Impl {
 public:
  explicit Impl(HubOptions options)
      : options_(std::move(options)),
        log_(options_.log, serve::log_options(options_.config.logs)),
        database_(options_.config.postgres.url, PgPool::May::read),
        sites_(options_.config.postgres.url, PgPool::May::write),
        gate_(hub_routes(), http::Tokens(options_.config.server)),
        server_({.listen = options_.config.server.listen,
                 .certificate = options_.config.server.certificate,
                 .key = options_.config.server.key,
                 .limits = {.connections = options_.config.server.max_connections}},
                front_) {
    if (options_.config.kafka)
      collector_.emplace(options_.config, [this](const std::string& words, bool bad) {
        log_.add(bad ? LogLevel::warning : LogLevel::info, LogKind::sink, words);
      });
    if (collector_) parts_.collector = &*collector_;
    parts_.server = &server_;
  }
  ~Impl() { stop(); }

  void start() {
    io_.start("mien-io", [this, life = signs_.watch("mien-io")](std::stop_token stop) {
      server_.run(stop, *life);
    });
    lanes_.start(asking_, signs_);
    if (collector_)
      living_.start("mien-collect", [this](std::stop_token stop) { collector_->run(stop); });
    living_.start("mien-enrolled", [this](std::stop_token stop) { look_for_tokens(stop); });
    log_.info(LogKind::service, fmt::format("the hub listens on port {}", server_.port()));
  }

  void stop() {
    if (stopped_.exchange(true)) return;
    io_.stop();
    asking_.stop();
    living_.stop();
  }

  void reload() {
    try {
      const config::HubConfig next = options_.read_config();
      const bool closed = !gate_.tokens()->open();
      const http::Tokens tokens(next.server);
      if (closed && tokens.open())
        throw Error(ErrorKind::usage, "server.tokens", "no token would be left",
                    "only a restart can open a hub that needs tokens");
      const auto renew = server_.renewal();
      {
        std::lock_guard lock(tokens_mutex_);
        gate_.set_tokens(all_tokens(next.server, enrolled_));
        server_section_ = next.server;
      }
      renew();
      log_.info(LogKind::config, "tokens and certificate read");
    } catch (const std::exception& error) {
      log_.warn(LogKind::config, fmt::format("configuration not changed: {}", error.what()));
    }
  }

  std::vector<std::string> silent(std::chrono::milliseconds time) const {
    return signs_.silent(static_cast<double>(time.count()));
  }
  std::exception_ptr failure() const {
    std::lock_guard lock(mutex_);
    return failure_;
  }
  std::uint16_t port() const { return server_.port(); }
  EventLog& log() { return log_; }

 private:
  /// Those of the file and of the stores that were enrolled.
  static http::Tokens all_tokens(ServerConfig section, const std::vector<TokenConfig>& enrolled) {
    section.tokens.insert(section.tokens.end(), enrolled.begin(), enrolled.end());
    return http::Tokens(section);
  }

  /// Stores' tokens are in the database, where `mien hub enroll` puts them. A hub that is open to
  /// this machine alone stays so until SIGHUP gives it tokens.
  void look_for_tokens(std::stop_token stop) {
    while (!stop.stop_requested()) {
      if (!gate_.tokens()->open()) take_enrolled();
      nap(stop, kLookForTokens);
    }
  }

  void take_enrolled() {
    try {
      auto enrolled = sites_.with([this](receivers::PgConnection& database) {
        const std::string& schema = options_.config.postgres.schema;
        return Enrolment::is_there(database, schema) ? Enrolment(database, schema).tokens()
                                                     : std::vector<TokenConfig>();
      });
      std::lock_guard lock(tokens_mutex_);
      if (enrolled != enrolled_) gate_.set_tokens(all_tokens(server_section_, enrolled));
      enrolled_ = std::move(enrolled);
      if (!std::exchange(tokens_trouble_, "").empty())
        log_.info(LogKind::store, "stores' tokens are read again");
    } catch (const Error& error) {
      if (std::exchange(tokens_trouble_, error.what()) != error.what())
        log_.warn(LogKind::store, fmt::format("stores' tokens are not read: {}", error.what()));
    }
  }

  ThreadFailed failed_thread() {
    return [this](const std::string& thread, std::exception_ptr failure) {
      Error error = serve::thread_error(thread, failure);
      log_.error(LogKind::thread, error.what());
      std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::make_exception_ptr(std::move(error));
    };
  }

  const HubOptions options_;
  EventLog log_;
  PgPool database_, sites_;
  http::Gate gate_;
  http::Lanes lanes_;
  LifeSigns signs_;
  mutable std::mutex mutex_;
  std::exception_ptr failure_;  ///< guarded
  mutable std::mutex tokens_mutex_;
  ServerConfig server_section_{options_.config.server};  ///< guarded, as it was read last
  std::vector<TokenConfig> enrolled_;                    ///< guarded
  std::string tokens_trouble_;  ///< that the log has; of the thread that looks for tokens
  std::optional<Collector> collector_;
  HubParts parts_{options_.config, database_, sites_, gate_, log_};
  HubFront front_{parts_, http::Proxies(options_.config.server), lanes_, log_};
  http::Server server_;
  std::atomic<bool> stopped_{false};
  Crew living_{failed_thread()}, asking_{failed_thread()}, io_{failed_thread()};
};

Hub::Hub(HubOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Hub::~Hub() = default;
void Hub::start() { impl_->start(); }
void Hub::stop() { impl_->stop(); }
void Hub::reload() { impl_->reload(); }
std::vector<std::string> Hub::silent(std::chrono::milliseconds time) const {
  return impl_->silent(time);
}
std::exception_ptr Hub::failure() const { return impl_->failure(); }
std::uint16_t Hub::port() const { return impl_->port(); }
EventLog& Hub::log() { return impl_->log(); }

}  // namespace mien::fleet
#endif
