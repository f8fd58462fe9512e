#include "serve/known.h"

#include <algorithm>

#include "http/refusals.h"
#include "serve/config_desk.h"

namespace mien::serve {

namespace {

constexpr std::size_t kNamed = 30;

[[noreturn]] void refuse(const std::string& kind, const std::string& name,
                         const std::vector<std::string>& names) {
  throw http::Refusal{404, kind + " '" + name.substr(0, 60) + "'", "does not exist", one_of(names)};
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string one_of(const std::vector<std::string>& names) {
  if (names.empty()) return "none is configured";
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i)
    text += (text.empty() ? "one of: " : ", ") + names[i];
  return text + (names.size() > kNamed ? ", …" : "");
}

// What was configured once may be asked for as long as the database has something of it.
void check_known(const audience::Filter& filter, const RunConfig& config, audience::Store& store) {
  const auto contents = content_names(config);
  if (!filter.content.empty() && !has(contents, filter.content) &&
      store.by_content({.content = filter.content}).empty() &&
      store.ratings_by_content({.content = filter.content}).empty())
    refuse("content", filter.content, contents);
  std::vector<std::string> cameras;
  for (const CameraConfig& camera : config.cameras) cameras.push_back(camera.name);
  if (!filter.camera.empty() && !has(cameras, filter.camera) &&
      store.by_content({.camera = filter.camera}).empty())
    refuse("camera", filter.camera, cameras);
}

}  // namespace mien::serve
