// The configuration file: one table per section of key → reader. A new key is a new line in its
// table.
#include "mien/config.h"

#include <charconv>
#include <fstream>

#include <fmt/format.h>

#include "runtime/config_reader.h"
#include "runtime/config_tuning.h"

namespace mien::runtime {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr int kWidthStep = 32;  // the coarsest stride of the detectors
constexpr std::size_t kMaxBytes = 1024 * 1024;
const std::string kPrecisions[] = {"auto", "f32", "bf16", "int8"};
const std::string kBuilds[] = {"auto", "generic", "sse2", "avx", "avx2", "avx512"};
const std::string kBlas[] = {"openblas", "mkl"};
const std::string kColors[] = {"gray", "rgb"};

/// A camera's `content`, as it stands in the file and as it is meant.
struct ContentUse {
  Node node;
  std::string name;  ///< with its secrets in place
};

/// The configuration while it is read, with what later checks need.
struct Draft {
  RunConfig config;
  const Node* contents = nullptr;
  std::vector<ContentUse> content_uses;
};

struct CameraDraft {
  CameraConfig camera;
  std::vector<ContentUse>& content_uses;
};

double fps(const Reader& reader, const Node& node) {
  return reader.number(node, 0, 1000, " frames a second (0: every frame)");
}

int width(const Reader& reader, const Node& node) {
  const int value = reader.integer(node, 64, 4096, " pixels");
  if (value % kWidthStep != 0) {
    const int below = value - value % kWidthStep;
    reader.fail(node.line, fmt::format("width {} is not a multiple of {}", value, kWidthStep),
                fmt::format("write {} or {}", below, below + kWidthStep));
  }
  return value;
}

// Values of sections that another command uses are checked, then dropped.
struct Nothing {};

void check_text(const Reader& reader, const Node& node, Nothing&) { reader.filled_text(node); }

void check_topic(const Reader& reader, const Node& node, Nothing&) {
  if (reader.filled_text(node).find_first_of("+#") != std::string::npos)
    reader.fail(node.line, shown(node) + " holds a wildcard", "write a topic without + and #");
}

void check_listen(const Reader& reader, const Node& node, Nothing&) {
  const std::string value = reader.filled_text(node);
  const std::size_t colon = value.rfind(':');
  int port = 0;
  if (colon != std::string::npos) {
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data() + colon + 1, end, port);
    if (error != std::errc() || stop != end) port = 0;
  }
  if (port < 1 || port > 65535)
    reader.fail(node.line, "expected ADDRESS:PORT, found " + shown(node),
                "write for example 127.0.0.1:8642");
}

constexpr ConfigKey<Nothing> kMqttKeys[] = {
    {"host", check_text},
    {"port", [](const Reader& r, const Node& n, Nothing&) { r.integer(n, 1, 65535); }},
    {"topic_prefix", check_topic},
    {"username", check_text},
    {"password", check_text},
};

constexpr ConfigKey<Nothing> kServerKeys[] = {
    {"listen", check_listen},
    {"token", check_text},
};

constexpr ConfigKey<CameraConfig> kCameraDetectKeys[] = {
    {"fps", [](const Reader& r, const Node& n, CameraConfig& c) { c.detect_fps = fps(r, n); }},
    {"width", [](const Reader& r, const Node& n, CameraConfig& c) { c.width = width(r, n); }},
};

constexpr ConfigKey<CameraDraft> kCameraKeys[] = {
    {"input",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.input = r.filled_text(n); }},
    {"detect",
     [](const Reader& r, const Node& n, CameraDraft& d) {
       r.section(n, "a camera's detect", kCameraDetectKeys, d.camera);
     }},
    {"content",
     [](const Reader& r, const Node& n, CameraDraft& d) {
       d.camera.content = r.filled_text(n);
       d.content_uses.push_back({n, d.camera.content});
     }},
    {"zones",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.zones = r.polygons(n); }},
    {"masks",
     [](const Reader& r, const Node& n, CameraDraft& d) { d.camera.masks = r.polygons(n); }},
};

constexpr ConfigKey<ContentConfig> kContentKeys[] = {
    {"title", [](const Reader& r, const Node& n, ContentConfig& c) { c.title = r.filled_text(n); }},
};

constexpr ConfigKey<RunConfig> kStorageKeys[] = {
    {"sqlite", [](const Reader& r, const Node& n, RunConfig& c) { c.sqlite = r.filled_text(n); }},
    {"retention_days",
     [](const Reader& r, const Node& n, RunConfig& c) {
       c.retention_days = r.integer(n, 0, 36500, " days (0: keep)");
     }},
};

constexpr ConfigKey<RunConfig> kDetectKeys[] = {
    {"fps", [](const Reader& r, const Node& n, RunConfig& c) { c.detect_fps = fps(r, n); }},
    {"width", [](const Reader& r, const Node& n, RunConfig& c) { c.width = width(r, n); }},
    {"upsample",
     [](const Reader& r, const Node& n, RunConfig& c) { c.upsample = r.integer(n, 0, 4); }},
    {"min_confidence",
     [](const Reader& r, const Node& n, RunConfig& c) { c.min_confidence = r.number(n, 0, 1); }},
    {"color", [](const Reader& r, const Node& n, RunConfig& c) { c.color = r.choice(n, kColors); }},
    {"build", [](const Reader& r, const Node& n, RunConfig& c) { c.build = r.choice(n, kBuilds); }},
    {"blas", [](const Reader& r, const Node& n, RunConfig& c) { c.blas = r.choice(n, kBlas); }},
};

void read_cameras(const Reader& reader, const Node& node, Draft& draft) {
  for (const YamlEntry& entry : reader.entries(node, "cameras")) {
    if (entry.key.empty()) reader.fail(entry.line, "a camera has an empty name", "give it a name");
    CameraDraft camera{{.name = entry.key}, draft.content_uses};
    reader.section(entry.value, "a camera", kCameraKeys, camera);
    if (camera.camera.input.empty()) {
      reader.fail(entry.line, fmt::format("camera '{}' has no input", entry.key),
                  "add 'input: PATH or URL' below it");
    }
    draft.config.cameras.push_back(std::move(camera.camera));
  }
}

void read_contents(const Reader& reader, const Node& node, Draft& draft) {
  draft.contents = &node;
  for (const YamlEntry& entry : reader.entries(node, "contents")) {
    if (entry.key.empty()) reader.fail(entry.line, "a content has an empty name", "give it a name");
    reader.section(entry.value, "a content", kContentKeys, draft.config.contents[entry.key]);
  }
}

template <std::size_t N>
void check_section(const Reader& reader, const Node& node, const char* name,
                   const ConfigKey<Nothing> (&keys)[N]) {
  Nothing nothing;
  reader.section(node, name, keys, nothing);
}

constexpr ConfigKey<Draft> kTopKeys[] = {
    {"cameras", read_cameras},
    {"contents", read_contents},
    {"storage", [](const Reader& r, const Node& n,
                   Draft& d) { r.section(n, "storage", kStorageKeys, d.config); }},
    {"mqtt",
     [](const Reader& r, const Node& n, Draft&) { check_section(r, n, "mqtt", kMqttKeys); }},
    {"server",
     [](const Reader& r, const Node& n, Draft&) { check_section(r, n, "server", kServerKeys); }},
    {"detect", [](const Reader& r, const Node& n,
                  Draft& d) { r.section(n, "detect", kDetectKeys, d.config); }},
    {"detector",
     [](const Reader& r, const Node& n, Draft& d) { d.config.detector = r.filled_text(n); }},
    {"emotion",
     [](const Reader& r, const Node& n, Draft& d) { d.config.emotion = r.filled_text(n); }},
    {"precision", [](const Reader& r, const Node& n,
                     Draft& d) { d.config.precision = r.choice(n, kPrecisions); }},
    {"approach",
     [](const Reader& r, const Node& n, Draft& d) { d.config.approach = r.filled_text(n); }},
    {"workers", [](const Reader& r, const Node& n,
                   Draft& d) { d.config.workers = r.integer(n, 0, 4096, " (0: one per core)"); }},
    {"tuning",
     [](const Reader& r, const Node& n, Draft& d) { read_tuning(r, n, d.config.tuning); }},
};

// Only where the file lists its contents: a camera may name one that is kept elsewhere.
void check_content_names(const Reader& reader, const Draft& draft) {
  if (!draft.contents) return;
  std::vector<std::string> names;
  for (const auto& [name, content] : draft.config.contents) names.push_back(name);
  for (const auto& [node, name] : draft.content_uses) {
    if (draft.config.contents.contains(name)) continue;
    reader.fail(node.line, fmt::format("content {} is not defined in contents", shown(node)),
                names.empty() ? "add it to contents" : did_you_mean(node.text, names));
  }
}

std::string read_text(const std::filesystem::path& file) {
  std::error_code ignored;
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMaxBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad() || std::filesystem::is_directory(file, ignored))
    throw Error(ErrorKind::usage, file.string(), "the configuration cannot be read",
                "check the path and its rights");
  if (stream.gcount() > static_cast<std::streamsize>(kMaxBytes))
    throw Error(ErrorKind::usage, file.string(), "the configuration is larger than 1 MB",
                "is it the right file?");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace

RunConfig parse_config(const std::string& text, const std::string& file,
                       const std::map<std::string, std::string>& environment) {
  const Node root = parse_yaml(text, file);
  const Reader reader(file, environment);
  Draft draft;
  reader.section(root, "the configuration", kTopKeys, draft);
  check_content_names(reader, draft);
  return std::move(draft.config);
}

}  // namespace mien::runtime

mien::RunConfig mien::load_config(const std::filesystem::path& file,
                                  const std::map<std::string, std::string>& environment) {
  return runtime::parse_config(runtime::read_text(file), file.string(), environment);
}
