// The configuration file: one table per section of key → reader. A new key is a new line in its
// table.
#include "mien/config.h"

#include <fstream>

#include "config/config_reader.h"
#include "config/config_sections.h"
#include "config/config_tuning.h"
#include "config/unused_keys.h"

namespace mien::config {

namespace {

using Reader = ConfigReader;
using Node = YamlNode;

constexpr std::size_t kMaxBytes = 1024 * 1024;
const std::string kPrecisions[] = {"auto", "f32", "bf16", "int8"};
const std::string kBuilds[] = {"auto", "generic", "sse2", "avx", "avx2", "avx512"};
const std::string kBlas[] = {"openblas", "mkl"};
const std::string kColors[] = {"gray", "rgb"};

/// The configuration while it is read, with what later checks need.
struct Draft {
  RunConfig config;
  bool lists_contents = false;
  std::vector<ContentUse> content_uses;
  int sinks_line = 1;
};

// Values of sections that another command uses are checked, then dropped.
struct Nothing {};

void check_text(const Reader& reader, const Node& node, Nothing&) { reader.filled_text(node); }

void check_topic(const Reader& reader, const Node& node, Nothing&) {
  if (reader.filled_text(node).find_first_of("+#") != std::string::npos)
    reader.fail(node.line, shown(node) + " holds a wildcard", "write a topic without + and #");
}

constexpr ConfigKey<Nothing> kMqttKeys[] = {
    {"host", check_text},
    {"port", [](const Reader& r, const Node& n, Nothing&) { r.integer(n, limits::kPort); }},
    {"topic_prefix", check_topic},
    {"username", check_text},
    {"password", check_text},
};

constexpr ConfigKey<RunConfig> kStorageKeys[] = {
    {"sqlite", [](const Reader& r, const Node& n, RunConfig& c) { c.sqlite = r.filled_text(n); }},
    {"retention_days",
     [](const Reader& r, const Node& n, RunConfig& c) {
       c.retention_days = r.integer(n, limits::kRetentionDays);
     }},
};

constexpr ConfigKey<RunConfig> kDetectKeys[] = {
    {"fps", [](const Reader& r, const Node& n, RunConfig& c) { c.detect_fps = read_fps(r, n); }},
    {"width", [](const Reader& r, const Node& n, RunConfig& c) { c.width = read_width(r, n); }},
    {"upsample", [](const Reader& r, const Node& n,
                    RunConfig& c) { c.upsample = r.integer(n, limits::kUpsample); }},
    {"min_confidence",
     [](const Reader& r, const Node& n, RunConfig& c) {
       c.min_confidence = r.number(n, limits::kMinConfidence);
     }},
    {"color", [](const Reader& r, const Node& n, RunConfig& c) { c.color = r.choice(n, kColors); }},
    {"build", [](const Reader& r, const Node& n, RunConfig& c) { c.build = r.choice(n, kBuilds); }},
    {"blas", [](const Reader& r, const Node& n, RunConfig& c) { c.blas = r.choice(n, kBlas); }},
};

void read_cameras(const Reader& reader, const Node& node, Draft& draft) {
  for (const YamlEntry& entry : reader.entries(node, "cameras"))
    draft.config.cameras.push_back(read_camera(reader, entry, draft.content_uses));
}

void check_mqtt(const Reader& reader, const Node& node, Draft&) {
  Nothing nothing;
  reader.section(node, "mqtt", kMqttKeys, nothing);
}

constexpr ConfigKey<Draft> kTopKeys[] = {
    {"cameras", read_cameras},
    {"contents",
     [](const Reader& r, const Node& n, Draft& d) {
       d.lists_contents = true;
       read_contents(r, n, d.config.contents);
     }},
    {"storage", [](const Reader& r, const Node& n,
                   Draft& d) { r.section(n, "storage", kStorageKeys, d.config); }},
    {"mqtt", check_mqtt},
    {"sinks",
     [](const Reader& r, const Node& n, Draft& d) {
       read_sinks(r, n, d.config.sinks);
       d.sinks_line = n.line;
     }},
    {"site", [](const Reader& r, const Node& n, Draft& d) { read_site(r, n, d.config.site); }},
    {"live", [](const Reader& r, const Node& n, Draft& d) { read_live(r, n, d.config.live); }},
    {"audience",
     [](const Reader& r, const Node& n, Draft& d) { read_audience(r, n, d.config.audience); }},
    {"server",
     [](const Reader& r, const Node& n, Draft& d) { read_server(r, n, d.config.server); }},
    {"notice",
     [](const Reader& r, const Node& n, Draft& d) { read_notice(r, n, d.config.notice); }},
    {"logs", [](const Reader& r, const Node& n, Draft& d) { read_logs(r, n, d.config.logs); }},
    {"reload",
     [](const Reader& r, const Node& n, Draft& d) { read_reload(r, n, d.config.reload); }},
    {"detect", [](const Reader& r, const Node& n,
                  Draft& d) { r.section(n, "detect", kDetectKeys, d.config); }},
    {"detector",
     [](const Reader& r, const Node& n, Draft& d) { d.config.detector = r.filled_text(n); }},
    {"emotion",
     [](const Reader& r, const Node& n, Draft& d) { d.config.emotion = r.filled_text(n); }},
    {"expressions",
     [](const Reader& r, const Node& n, Draft& d) {
       static const std::string kWhich[] = {"all", "smile"};
       d.config.expressions = *expressions_named(r.choice(n, kWhich));
     }},
    {"precision",
     [](const Reader& r, const Node& n, Draft& d) {
       d.config.precision = *precision_named(r.choice(n, kPrecisions));
     }},
    {"approach",
     [](const Reader& r, const Node& n, Draft& d) { d.config.approach = r.filled_text(n); }},
    {"workers", [](const Reader& r, const Node& n,
                   Draft& d) { d.config.workers = r.integer(n, limits::kWorkers); }},
    {"tuning",
     [](const Reader& r, const Node& n, Draft& d) { read_tuning(r, n, d.config.tuning); }},
    {"demand",
     [](const Reader& r, const Node& n, Draft& d) { read_demand(r, n, d.config.demand); }},
};

}  // namespace

std::string small_text(const std::filesystem::path& file, std::size_t most, const std::string& what,
                       const std::string& remedy) {
  std::error_code ignored;
  std::ifstream stream(file, std::ios::binary);
  std::string text(most + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad() || std::filesystem::is_directory(file, ignored))
    throw Error(ErrorKind::usage, file.string(), what + " cannot be read", remedy);
  if (stream.gcount() > static_cast<std::streamsize>(most))
    throw Error(
        ErrorKind::usage, file.string(),
        fmt::format("{} is larger than {:g} MB", what, static_cast<double>(most) / (1 << 20)),
        "is it the right file?");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::string config_text(const std::filesystem::path& file) {
  return small_text(file, kMaxBytes, "the configuration", "check the path and its permissions");
}

RunConfig parse_config(const std::string& text, const std::string& file,
                       const std::map<std::string, std::string>& environment) {
  const Node root = parse_yaml(text, file);
  const Reader reader(file, environment);
  Draft draft;
  reader.section(root, "the configuration", kTopKeys, draft);
  for (const YamlEntry& entry : root.entries) draft.config.sections.push_back(entry.key);
  add_keys(root, {}, draft.config.keys);
  add_places(root, file, draft.config.places);
  if (draft.config.sinks.remote() && draft.config.site.name.empty())
    reader.fail(draft.sinks_line, "results leave this store, and it has no name",
                "add site: {name: store-17}, another name for each store");
  // Only where the file lists its contents: a camera may name one that is kept elsewhere.
  if (draft.lists_contents)
    check_contents(reader, draft.content_uses, draft.config.contents);
  else
    check_spelling(reader, draft.content_uses);
  return std::move(draft.config);
}

CameraConfig read_lone_camera(const ConfigReader& reader, const YamlEntry& entry,
                              const std::map<std::string, ContentConfig>& contents) {
  std::vector<ContentUse> uses;
  CameraConfig camera = read_camera(reader, entry, uses);
  if (contents.empty())
    check_spelling(reader, uses);
  else
    check_contents(reader, uses, contents);
  return camera;
}

CameraConfig parse_camera(const std::string& name, const std::string& text,
                          const std::map<std::string, ContentConfig>& contents,
                          const std::map<std::string, std::string>& environment) {
  const std::string where = "camera '" + name + "'";
  return read_lone_camera(Reader(where, environment),
                          {.key = name, .value = parse_yaml(text, where)}, contents);
}

}  // namespace mien::config

mien::RunConfig mien::load_config(const std::filesystem::path& file,
                                  const std::map<std::string, std::string>& environment) {
  return config::parse_config(config::config_text(file), file.string(), environment);
}
