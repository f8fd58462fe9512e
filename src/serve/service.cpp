#include "serve/service.h"

#include <atomic>
#include <optional>
#include <utility>

#include "mien/error.h"

#include "audience/live_audience.h"
#include "base/crew.h"
#include "base/life_signs.h"
#include "demo/sample_ratings.h"
#include "http/lanes.h"
#include "serve/api.h"
#include "serve/broadcast.h"
#include "serve/front_desk.h"
#include "serve/reload.h"
#include "serve/reports.h"
#include "serve/routes.h"
#include "serve/service_parts.h"
#include "serve/start_check.h"
#include "serve/watch.h"

namespace mien::serve {

class Service::Impl {
 public:
  explicit Impl(ServiceOptions options)
      : options_(std::move(options)),
        log_(options_.log, log_options(options_.config.logs)),
        config_(options_.config),
        gate_(routes(), http::Tokens(options_.config.server), options_.gate),
        server_({.listen = options_.config.server.listen,
                 .certificate = options_.config.server.certificate,
                 .key = options_.config.server.key,
                 .limits = server_limits(options_)},
                front_),
        desk_(database_of(options_.config),
              {.store = store_options(options_),
               .log = [this](const std::string& words) { log_.warn(LogKind::clock, words); },
               .failed = failed_thread(),
               .life = signs_.watch("mien-store")}),
        stores_(database_of(options_.config), store_options(options_)),
        audit_(database_of(options_.config)),
        reloader_(
            options_.read_config, [this] { return renewal(); }, config_, audit_, log_, metrics_),
        tallies_(options_.config.audience.min_audience,
                 audience::tally_limits(options_.config.audience)),
        broadcast_(events_, metrics_, config_, log_),
        watching_(signs_.watch("mien watch")),
        pulse_(seat_, camera_gate_, config_, events_, broadcast_, tallies_),
        watch_(desk_, camera_gate_, database_of(options_.config), log_),
        outward_(outward_options(options_, log_, failed_thread(), camera_gate_)),
        reports_(api_, outward_) {
    watching_->rest();  // until it ticks
    metrics_.certificate_end = server_.certificate_end();
    check_start(options_.config, audit_, log_);
    config_.set_running([this](const RunConfig& all) { return camera_gate_.running(all); });
    api_.hub = options_.hub;
    api_.http_memory = [this] { return server_.memory(); };
    api_.silent_threads = [this](std::chrono::milliseconds time) { return silent(time).size(); };
    if (reloader_) api_.reload = [this](const std::string& who) { return reload(who, true); };
    if (!options_.config_file.empty())
      api_.edit_file = [this](const std::string& camera, std::optional<std::string> section) {
        return std::make_unique<config::FileEdit>(options_.config_file, options_.environment,
                                                  camera, std::move(section));
      };
  }

  ~Impl() { stop(); }
  void start() {
    io_.start("mien-io", [this, life = signs_.watch("mien-io")](std::stop_token stop) {
      server_.run(stop, *life);
    });
    lanes_.start(asking_, signs_);
    outward_.start();
    living_.start("mien-watch", [this](std::stop_token stop) { watch_.run(stop); });
    living_.start("mien-pulse", [this, life = signs_.watch("mien-pulse")](std::stop_token stop) {
      pulse_.run(stop, *life);
    });
    living_.start("mien-reports", [this](std::stop_token stop) { reports_.run(stop); });
    living_.start("mien-start", [this](std::stop_token stop) { open_cameras(stop); });
    if (options_.demo)
      living_.start("mien-sample", [this](std::stop_token stop) {
        demo::SampleRatings(tallies_, desk_).run(stop);
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
    broadcast_.tell(nullptr);
    watching_->rest();
    desk_.flush();
    outward_.stop();
  }

  Change reload(const std::string& who, bool must_audit) {
    if (!reloader_) throw Error(ErrorKind::usage, "configuration", "was not read from a file");
    return reloader_.reload(who, must_audit);
  }

  ConfigDesk& config() { return config_; }
  oversight::CameraGate& gate() { return camera_gate_; }
  bool ready() const { return seat_.get() != nullptr; }
  std::vector<std::string> silent(std::chrono::milliseconds time) const {
    return signs_.silent(static_cast<double>(time.count()));
  }
  EventLog& log() { return log_; }
  std::exception_ptr failure() const {
    std::lock_guard lock(mutex_);
    return failure_;
  }
  const http::Server& server() const { return server_; }
  const RunConfig& first_config() const { return options_.config; }

 private:
  /// The certificate's files anew: what puts them in force, with their end.
  std::function<void()> renewal() {
    return [this, renew = server_.renewal()] {
      renew();
      metrics_.certificate_end = server_.certificate_end();
    };
  }

  // A thread that a server needs has ended: the program ends too, rather than seem to work.
  ThreadFailed failed_thread() {
    return [this](const std::string& thread, std::exception_ptr failure) {
      Error error = thread_error(thread, failure);
      log_.error(LogKind::thread, error.what());
      std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::make_exception_ptr(std::move(error));
    };
  }

  void open_cameras(std::stop_token stop) {
    try {
      std::shared_ptr<live::Cameras> cameras = options_.open_cameras(
          camera_gate_.running(options_.config),
          {&broadcast_, &outward_.sink(), &reports_, &camera_gate_.pictures()},
          {.ticked = [this] { watching_->beat(); },
           .incident = [this](const std::string& words) { log_.warn(LogKind::service, words); },
           .broke = failed_thread()});
      outward_.open(cameras->info());
      if (stop.stop_requested()) return;
      auto audience = std::make_shared<audience::LiveAudience>(
          desk_, tallies_, live_options(options_.config.audience, cameras->base()));
      broadcast_.tell(audience);
      config_.open(
          cameras.get(), [](const RunConfig& next) { (void)http::Tokens(next.server); },
          [this, audience](const RunConfig& config) {
            gate_.set_tokens(http::Tokens(config.server));
            audience->apply(camera_gate_.running(config).cameras, config.contents,
                            camera_gate_.suspended(config));
            tallies_.set_contents(content_names(config));
            say_held(config_.now(), camera_gate_, log_);
          });
      config_.refresh();  // without those that were paused meanwhile
      cameras->start();
      seat_.set(std::move(cameras));
      log_.info(LogKind::service, "ready");
    } catch (...) {
      log_.error(LogKind::service,
                 "the cameras cannot start: " + words_of(std::current_exception()));
      std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  }

  // In the order in which they end, last to first: threads, then what they use.
  const ServiceOptions options_;
  EventLog log_;
  ConfigDesk config_;
  http::Gate gate_;
  http::EventHub events_;
  Metrics metrics_;
  http::Lanes lanes_;
  LifeSigns signs_;
  mutable std::mutex mutex_;
  std::exception_ptr failure_;  ///< guarded
  FrontDesk front_{api_, http::Proxies(options_.config.server), lanes_};
  http::Server server_;
  audience::StoreDesk desk_;
  audience::StorePool stores_;
  audience::AuditLog audit_;
  Reloader reloader_;
  audience::Tallies tallies_;
  CameraSeat seat_;
  oversight::CameraGate camera_gate_{database_of(options_.config), options_.demo, options_.clock};
  Broadcast broadcast_;
  const std::shared_ptr<LifeSign> watching_;  ///< of the cameras' supervisor
  Pulse pulse_;
  Watch watch_;
  WatchLog watch_log_;
  http::AnswerCache cache_;
  receivers::Outward outward_;
  Api api_{.demo = options_.demo,
           .store_options = store_options(options_),
           .config = config_,
           .database = database_of(options_.config),
           .log = log_,
           .gate = gate_,
           .cameras = seat_,
           .holds = camera_gate_,
           .stores = stores_,
           .desk = desk_,
           .tallies = tallies_,
           .audit = audit_,
           .events = events_,
           .pulse = pulse_,
           .metrics = metrics_,
           .watch_log = watch_log_,
           .cache = cache_,
           .outward = outward_};
  Reports reports_;
  std::atomic<bool> stopped_{false};
  Crew living_{failed_thread()}, asking_{failed_thread()}, io_{failed_thread()};
};

Service::Service(ServiceOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Service::~Service() = default;

void Service::start() { impl_->start(); }
void Service::stop() { impl_->stop(); }
EventLog& Service::log() { return impl_->log(); }
ConfigDesk& Service::config() { return impl_->config(); }
oversight::CameraGate& Service::gate() { return impl_->gate(); }
Change Service::reload(const std::string& who) {
  try {
    return impl_->reload(who, false);
  } catch (const http::Refusal& refusal) {
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
