#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "audience/store.h"
#include "base/temporary_folder.h"
#include "fake_cameras.h"
#include "http_client.h"
#include "serve/service.h"

namespace mien::serve {

inline constexpr char kAdmin[] = "admin-token-0123456789";
inline constexpr char kRead[] = "read-token-0123456789";
inline constexpr char kRate[] = "rate-token-0123456789";

inline std::string bearer(const std::string& token) {
  return "Authorization: Bearer " + token + "\r\n";
}

/// A server on a free port, with two made-up cameras and a database of its own.
class ServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    RunConfig& config = options_.config;
    config.server.listen = "127.0.0.1:0";
    config.sqlite = (folder_ / "mien.db").string();
    config.cameras = {{.name = "aisle", .input = "rtsp://user:secret@camera/1", .content = "shelf"},
                      {.name = "door", .input = "loop:clip.mp4"}};
    config.contents["shelf"].title = "Shelf of cereals";
    options_.log = [this](const std::string& line) {
      std::lock_guard lock(said_mutex_);
      said_ += line + "\n";
    };
    options_.open_cameras = [store = store_](const RunConfig& opened,
                                             const std::vector<Sink*>& sinks,
                                             const live::LiveHooks&) {
      return std::make_unique<FakeCameras>(store, opened, sinks);
    };
  }
  void TearDown() override { service_.reset(); }

  void with_tokens() {
    options_.config.server.admin_token = kAdmin;
    options_.config.server.read_token = kRead;
    options_.config.server.rate_token = kRate;
  }

  /// As if a fortnight had passed: all that was stored so far becomes figures.
  void decide() const {
    audience::Store(folder_ / "mien.db").decide(wall_now() + std::chrono::days(14));
  }

  /// Starts and waits until the cameras are there.
  void start() {
    service_.emplace(options_);
    service_->start();
    for (int i = 0; i < 1000 && Client(port()).ask("GET", "/readyz").status != 200; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }

  /// What the server has said so far, line by line. It lives as long as the server, which may
  /// speak until it has ended.
  std::string said() {
    service_->log().flush();
    std::lock_guard lock(said_mutex_);
    return said_;
  }

  std::uint16_t port() const { return service_->port(); }
  Answer ask(std::string_view method, std::string_view target, const std::string& headers = {},
             std::string_view body = {}) {
    return Client(port()).ask(method, target, headers, body);
  }
  Answer get(std::string_view target, const std::string& headers = {}) {
    return ask("GET", target, headers);
  }
  Answer post(std::string_view target, std::string_view body, const std::string& headers = {}) {
    return ask("POST", target, std::string(kJsonType) + headers, body);
  }

  std::mutex said_mutex_;
  std::string said_;
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  std::shared_ptr<FakeStore> store_ = std::make_shared<FakeStore>();
  ServiceOptions options_;
  std::optional<Service> service_;
};

}  // namespace mien::serve
