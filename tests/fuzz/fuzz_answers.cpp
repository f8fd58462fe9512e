// Any bytes as a request that came whole: read as the server reads it, admitted or refused, and
// answered by the handler of its route, with a database, cameras and a configuration behind it.
// Whatever is sent, no answer is 500, and each JSON is JSON.
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../serve/fake_cameras.h"
#include "base/deadline.h"
#include "base/utf8.h"
#include "http/lanes.h"
#include "http/refusals.h"
#include "http/session_http.h"
#include "serve/answers.h"
#include "serve/broadcast.h"
#include "serve/front_desk.h"
#include "serve/routes.h"
#include "serve/service_parts.h"

namespace mien::serve {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTokens[] = {"", "rate-token-0123456789", "read-token-0123456789",
                                   "admin-token-0123456789"};
constexpr int kWorldLasts = 5000;  ///< requests: what they leave behind is thrown away then

void must(bool holds) {
  if (!holds) std::abort();
}

/// A folder that goes with its owner; in memory, for the database waits for its disk.
class Folder {
 public:
  Folder() {
    const fs::path shared = "/dev/shm";
    std::string name = (fs::is_directory(shared) ? shared : fs::temp_directory_path()).string();
    name += "/mien-fuzz-XXXXXX";
    must(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

ServiceOptions options_in(const fs::path& folder) {
  ServiceOptions options;
  RunConfig& config = options.config;
  config.server.admin_token = kTokens[3];
  config.server.read_token = kTokens[2];
  config.server.rate_token = kTokens[1];
  config.sqlite = (folder / "mien.db").string();
  config.cameras = {{.name = "aisle", .input = "rtsp://camera/1", .content = "shelf"},
                    {.name = "door", .input = "rtsp://camera/2"}};
  config.contents["shelf"].title = "Shelf of cereals";
  options.demo = true;
  constexpr double kMany = 1e9;
  options.gate = {kMany, kMany, kMany, kMany, kMany, kMany, kMany, kMany, kMany, kMany};
  return options;
}

/// The parts of a server, as Service has them, without its sockets and threads.
class World {
 public:
  World() {
    config_.open(
        &cameras(), [](const RunConfig&) {}, [](const RunConfig&) {});
  }
  ~World() { config_.close(); }

  http::Response answer(const http::RequestHead& head, const std::string& body) {
    auto admitted = http::admit(gate_, proxies_, log_, head);
    if (auto* refused = std::get_if<http::Response>(&admitted)) return std::move(*refused);
    auto& [route, request, body_limit, time, reserved] = std::get<http::Admitted>(admitted);
    if (body.size() > body_limit) return http::failure(413, "large", "send less");
    request.body = body;
    http::Response response;
    response.status = 0;
    try {
      Deadline deadline(Deadline::Clock::now() + std::chrono::seconds(10));
      route->handle(api_, request, [&](http::Response given) { response = std::move(given); });
      if (response.status == 0) desk_.flush();  // answered by the writer, after it has written
    } catch (...) {
      response = response_of_exception(std::current_exception());
    }
    return response;
  }

  http::SessionContext context(bool loopback) {
    return {.front = front_, .limits = options_.server, .client = "10.1.2.3", .loopback = loopback};
  }

 private:
  live::Cameras& cameras() {
    const std::vector<Sink*> sinks{nullptr};
    auto cameras =
        std::make_shared<FakeCameras>(std::make_shared<FakeStore>(), options_.config, sinks);
    seat_.set(cameras);
    return *cameras;
  }
  fs::path database() const { return database_of(options_.config); }
  static ThreadFailed failed() {
    return [](const std::string&, const std::exception_ptr&) { std::abort(); };
  }

  const Folder folder_;
  const ServiceOptions options_ = options_in(folder_.path());
  EventLog log_;
  ConfigDesk config_{options_.config};
  http::Gate gate_{routes(), http::Tokens(options_.config.server), options_.gate};
  const http::Proxies proxies_{options_.config.server};
  http::EventHub events_;
  Metrics metrics_;
  http::Lanes lanes_;
  audience::StoreDesk desk_{database(), {.store = store_options(options_), .failed = failed()}};
  audience::StorePool stores_{database(), store_options(options_)};
  audience::AuditLog audit_{database()};
  audience::Tallies tallies_{options_.config.audience.min_audience};
  CameraSeat seat_;
  oversight::CameraGate camera_gate_{database(), options_.demo, options_.clock};
  Broadcast broadcast_{events_, metrics_, config_, log_};
  Pulse pulse_{seat_, camera_gate_, config_, events_, broadcast_, tallies_};
  WatchLog watch_log_;
  http::AnswerCache cache_;
  receivers::Outward outward_{outward_options(options_, log_, failed(), camera_gate_)};
  Api api_{.demo = options_.demo,
           .store_options = store_options(options_),
           .config = config_,
           .database = database(),
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
  FrontDesk front_{api_, proxies_, lanes_};
};

void check(const http::Response& response) {
  must(response.status >= 200 && response.status < 600 && response.status != 500);
  const bool json = response.content_type.starts_with("application/json");
  if (json && response.fixed.empty() && !response.body.empty())
    must(Json::accept(response.body) && is_utf8(response.body));
  const std::string header = http::header_text(response, 11, true);
  must(header.starts_with("HTTP/1.1 ") && header.ends_with("\r\n\r\n"));
}

void ask(World& world, unsigned kind, std::string_view text) {
  namespace beast = boost::beast;
  beast::http::request_parser<beast::http::string_body> parser;
  http::set_limits(parser);
  // This body takes memory for what is claimed, the server's for what came.
  parser.body_limit(std::uint64_t{1} << 20);
  parser.eager(true);
  beast::error_code error;
  parser.put(boost::asio::buffer(text), error);
  if (!error && !parser.is_done()) parser.put_eof(error);
  if (error || !parser.is_header_done() || http::has_two_lengths(parser.get())) return;
  const http::SessionContext context = world.context((kind & 4) != 0);
  http::RequestHead head = http::head_of(parser.get(), context, (kind & 8) != 0);
  const std::string token = std::string("Bearer ") + kTokens[kind & 3];
  if ((kind & 3) != 0 && head.authorization.empty()) head.authorization = token;
  check(world.answer(head, parser.get().body()));
}

}  // namespace
}  // namespace mien::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<mien::serve::World> world;
  static int asked = 0;
  if (size < 2) return 0;
  if (!world || ++asked % mien::serve::kWorldLasts == 0) {
    world.reset();
    world = std::make_unique<mien::serve::World>();
  }
  mien::serve::ask(*world, data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
