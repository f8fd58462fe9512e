#pragma once
/// \file A server whose cameras people pause, and what it says of them.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "service_fixture.h"

namespace mien::serve {

using json = nlohmann::json;

class Oversight : public ServiceTest {
 protected:
  static constexpr char kPause[] = R"({"name": "Ana Ruiz", "reason": "staff restock the shelf"})";
  std::vector<std::string> running() const {
    std::vector<std::string> names;
    for (const CameraConfig& camera : store_->config.cameras) names.push_back(camera.name);
    return names;
  }
  json camera(const std::string& name) {
    return json::parse(get("/api/v1/cameras/" + name, bearer(kAdmin)).body);
  }
  /// Somebody stands before the camera for six seconds.
  void pass_by(const std::string& name) {
    for (int i = 0; i < 30; ++i) {
      FrameResult result;
      result.frame = {i, i * 0.2, 640, 360};
      result.faces.resize(1);
      result.faces[0].track = 7;
      result.faces[0].content = result.content = "shelf";
      result.at = store_->base + std::chrono::milliseconds(200 * i);
      store_->sink->frame(name, result);
    }
  }
  json audit() { return json::parse(get("/api/v1/audit", bearer(kAdmin)).body)["entries"]; }
  json last_audit() { return audit()[0]; }
  bool audited(const std::string& action, const std::string& of) {
    return std::ranges::any_of(audit(), [&](const json& entry) {
      return entry["action"] == action && entry["detail"].get<std::string>().starts_with(of);
    });
  }
};

}  // namespace mien::serve
