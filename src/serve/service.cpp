#include "serve/service.h"

#include <atomic>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/live_audience.h"
#include "base/crew.h"
#include "base/deadline.h"
#include "base/life_signs.h"
#include "serve/answers.h"
#include "serve/api.h"
#include "serve/lanes.h"
#include "serve/live_feed.h"
#include "serve/sample_ratings.h"
#include "serve/service_parts.h"

namespace mien::serve {

class Service::Impl : public Front {
 public:
  explicit Impl(ServiceOptions options)
      : options_(std::move(options)),
        config_(options_.config),
        gate_(routes(), Tokens(options_.config.server), options_.gate),
        server_({.listen = options_.config.server.listen,
                 .certificate = options_.config.server.certificate,
                 .key = options_.config.server.key,
                 .limits = server_limits(options_)},
                *this),
        desk_(database_of(options_.config), {.store = store_options(options_),
                                             .failed = failed_thread(),
                                             .life = signs_.watch("mien-store")}),
        stores_(database_of(options_.config), store_options(options_)),
        audit_(database_of(options_.config)),
        tallies_(options_.config.audience.min_audience),
        feed_(events_, metrics_, config_, options_.log,
              {.failed = failed_thread(), .life = signs_.watch("mien watch")}),
        pulse_(seat_, config_, events_, tallies_) {
    metrics_.certificate_end = server_.certificate_end();
  }

  ~Impl() override { stop(); }

  void start() {
    const ServerConfig& server = options_.config.server;
    if (server.certificate.empty() && !parse_listen(server.listen).loopback)
      log("other machines can connect and TLS is off: tokens cross the network in clear");
    io_.start("mien-io", [this, life = signs_.watch("mien-io")](std::stop_token stop) {
      server_.run(stop, *life);
    });
    lanes_.start(asking_, signs_);
    living_.start("mien-pulse", [this, life = signs_.watch("mien-pulse")](std::stop_token stop) {
      pulse_.run(stop, *life);
    });
    living_.start("mien-start", [this](std::stop_token stop) { open_cameras(stop); });
    if (options_.demo)
      living_.start("mien-sample", [this](std::stop_token stop) {
        SampleRatings(config_, tallies_, desk_).run(stop);
      });
  }

  void stop() {
    if (stopped_.exchange(true)) return;
    io_.stop();  // answers what is under way, with the handlers' help
    asking_.stop();
    living_.stop();
    config_.close();
    if (const auto cameras = seat_.get()) cameras->stop();
    seat_.set(nullptr);
    feed_.close();
    desk_.flush();
  }

  Change reload() {
    if (!options_.read_config)
      throw Error(ErrorKind::usage, "configuration", "was not read from a file");
    const auto renew_certificate = server_.renewal();
    Change change = config_.reload(options_.read_config());
    renew_certificate();
    return change;
  }

  bool ready() const { return seat_.get() != nullptr; }
  std::vector<std::string> silent(std::chrono::milliseconds time) const {
    return signs_.silent(static_cast<double>(time.count()));
  }

  std::exception_ptr failure() const {
    std::lock_guard lock(mutex_);
    return failure_;
  }

  const Server& server() const { return server_; }
  const RunConfig& first_config() const { return options_.config; }

  // Front, on the io thread
  std::variant<Admitted, Response> admit(const RequestHead& head) override {
    return gate_.admit(head, RateLimit::Clock::now());
  }

  void handle(Admitted admitted, Reply reply) override {
    const Route* route = admitted.route;
    const auto end = Deadline::Clock::now() + kQuestionTime;
    auto work = [this, route, end, request = std::move(admitted.request), reply] {
      try {
        std::optional<Deadline> deadline;
        if (route->on == On::figures) deadline.emplace(end);
        Deadline::check();
        route->handle(api_, request, reply);
      } catch (...) {
        reply(failed(*route, std::current_exception()));
      }
    };
    if (route->on == On::io) return work();
    if (!lanes_.submit(route->on, std::move(work)))
      reply(response_of({503,
                         "server",
                         "too much is asked at once",
                         "try again in a moment",
                         {{"Retry-After", "1"}}}));
  }

  std::shared_ptr<EventQueue> subscribe(unsigned topics, std::function<void()> wake) override {
    return events_.subscribe(topics, std::move(wake));
  }

  void broke(std::string_view what) override {
    log(fmt::format("a connection was cut off: serving it failed: {}", what));
  }
  void answered(int status) override { metrics_.answered(status); }

 private:
  void log(const std::string& words) const {
    if (options_.log) options_.log(words);
  }

  // A thread without which this is no server has ended: the program ends too, rather than seem to
  // work.
  ThreadFailed failed_thread() {
    return [this](const std::string& thread, std::exception_ptr failure) {
      Error error = thread_error(thread, failure);
      log(error.what());
      std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::make_exception_ptr(std::move(error));
    };
  }

  // The operator hears of what the client is not told.
  Response failed(const Route& route, const std::exception_ptr& failure) {
    Response response = response_of_exception(failure);
    if (response.status >= 500) log(fmt::format("{}: {}", route.pattern, words_of(failure)));
    return response;
  }

  void open_cameras(std::stop_token stop) {
    try {
      std::shared_ptr<Cameras> cameras = options_.open_cameras(options_.config, feed_);
      if (stop.stop_requested()) return;
      const AudienceConfig& limits = options_.config.audience;
      auto audience = std::make_shared<audience::LiveAudience>(
          desk_, tallies_,
          audience::LiveAudienceOptions{
              .limits = {.min_dwell_s = limits.min_dwell_s, .grace_s = limits.grace_s},
              .base = cameras->base(),
              .clock = options_.clock});
      const auto apply = [this, audience](const RunConfig& config) {
        audience->apply(config.cameras, config.contents);
        tallies_.set_contents(content_names(config));
      };
      apply(options_.config);
      feed_.open(audience);
      config_.open(
          cameras.get(), [](const RunConfig& next) { (void)Tokens(next.server); },
          [this, apply](const RunConfig& config) {
            gate_.set_tokens(Tokens(config.server));
            apply(config);
          });
      cameras->start();
      seat_.set(std::move(cameras));
      log("ready");
    } catch (...) {
      std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  }

  // In the order in which they end, last to first: threads, then what they use.
  const ServiceOptions options_;
  ConfigDesk config_;
  Gate gate_;
  EventHub events_;
  Metrics metrics_;
  Lanes lanes_;
  LifeSigns signs_;
  mutable std::mutex mutex_;
  std::exception_ptr failure_;  ///< guarded
  Server server_;
  audience::StoreDesk desk_;
  StorePool stores_;
  audience::AuditLog audit_;
  audience::Tallies tallies_;
  CameraSeat seat_;
  LiveFeed feed_;
  Pulse pulse_;
  RatingIds rating_ids_;
  WatchLog watch_log_;
  AnswerCache cache_;
  Api api_{.demo = options_.demo,
           .started = audience::wall_now(),
           .store_options = store_options(options_),
           .config = config_,
           .reload = options_.read_config ? std::function<Change()>([this] { return reload(); })
                                          : std::function<Change()>(),
           .gate = gate_,
           .cameras = seat_,
           .stores = stores_,
           .desk = desk_,
           .tallies = tallies_,
           .audit = audit_,
           .events = events_,
           .pulse = pulse_,
           .metrics = metrics_,
           .rating_ids = rating_ids_,
           .watch_log = watch_log_,
           .cache = cache_};
  std::atomic<bool> stopped_{false};
  Crew living_{failed_thread()}, asking_{failed_thread()}, io_{failed_thread()};
};

Service::Service(ServiceOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Service::~Service() = default;

void Service::start() { impl_->start(); }
void Service::stop() { impl_->stop(); }

Change Service::reload() {
  try {
    return impl_->reload();
  } catch (const Refusal& refusal) {
    throw Error(ErrorKind::usage, refusal.where, refusal.what, refusal.remedy);
  }
}

std::exception_ptr Service::failure() const { return impl_->failure(); }
bool Service::ready() const { return impl_->ready(); }
std::vector<std::string> Service::silent(std::chrono::milliseconds time) const {
  return impl_->silent(time);
}
std::uint16_t Service::port() const { return impl_->server().port(); }

std::string Service::url() const { return url_of(impl_->first_config().server, port()); }

}  // namespace mien::serve
