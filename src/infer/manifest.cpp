#include "infer/manifest.h"

#include <algorithm>

#include <fmt/format.h>

#include "mien/error.h"

#include "infer/yaml_fields.h"

namespace mien::infer {

namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Only such words go into file names and to pip: no path, no option, no line break.
bool is_plain(std::string_view text, std::string_view also) {
  return !text.empty() && text.size() <= 200 && is_alphanumeric(text.front()) &&
         std::ranges::all_of(text, [&](char c) {
           return is_alphanumeric(c) || also.find(c) != std::string_view::npos;
         });
}

constexpr std::string_view kInNames = "._-";

void require_plain(const YamlFields& fields, std::string_view key, const std::string& text,
                   std::string_view also) {
  if (!is_plain(text, also))
    fields.fail(key,
                fmt::format("'{}' must be of letters, digits and {}, not '{}'", key, also, text));
}

void require_sha256(const YamlFields& fields, const std::string& text) {
  const bool hex = std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  if (text.size() != 64 || !hex)
    fields.fail("sha256", "'sha256' must be 64 hex digits in lower case");
}

Origin read_origin(YamlFields fields) {
  Origin origin;
  origin.shipped = fields.flag("shipped", false);
  if (origin.shipped) {  // a second origin would never be asked
    fields.finish();
    return origin;
  }
  origin.url = fields.text("url").value_or("");
  origin.package = fields.text("package").value_or("");
  const bool packaged = !origin.package.empty();
  if (packaged) {
    require_plain(fields, "package", origin.package, "._-");
    origin.version = fields.required("version");
    require_plain(fields, "version", origin.version, ".!+_-");
    origin.package_sha256 = fields.required("sha256");
    require_sha256(fields, origin.package_sha256);
    origin.source_distribution = fields.word("form", {"wheel", "sdist"}) == "sdist";
    origin.member = fields.required("member");
    if (const auto variable = fields.text("variable")) {
      require_plain(fields, "variable", *variable, "_");
      origin.variable = *variable;
      origin.extraction = Extraction::python_bytes;
    }
  }
  if (!packaged && origin.url.empty())
    fields.fail("", "origin needs a package, a url or 'shipped: true'");
  fields.finish();
  return origin;
}

void read_input(YamlFields fields, ModelEntry& entry) {
  const auto format = fields.word("format", {"bgr", "rgb", "gray"});
  entry.format = format == "gray"  ? PixelFormat::gray
                 : format == "rgb" ? PixelFormat::rgb
                                   : PixelFormat::bgr;
  entry.mean = fields.triple("mean", entry.mean);
  entry.scale = fields.triple("scale", entry.scale);
  if (std::ranges::count(entry.scale, 0.f) > 0) fields.fail("scale", "'scale' must not be 0");
  entry.width = fields.integer("width", 0, 0, 16384);
  entry.height = fields.integer("height", 0, 0, 16384);
  fields.finish();
}

void read_detector(YamlFields fields, ModelEntry& entry) {
  entry.head = fields.required("head");
  entry.max_iou = fields.number("max_iou", 0, 0, 1);
  fields.finish();
}

// Outputs for what is no expression: FER+ has both (emotion/class_map.h).
bool is_beside(std::string_view name) { return name == "unknown" || name == "not-a-face"; }

std::vector<std::string> read_classes(YamlFields& fields, const std::string& of) {
  const auto classes = fields.texts("classes");
  if (classes.empty()) fields.fail("classes", of + " lacks 'classes'");
  for (const auto& name : classes) {
    if (!emotion_named(name) && !is_beside(name))
      fields.fail("classes", fmt::format("'{}' is not an expression", name));
    if (std::ranges::count(classes, name) > 1)
      fields.fail("classes", fmt::format("'{}' is given twice", name));
  }
  if (std::ranges::all_of(classes, is_beside))
    fields.fail("classes", "'classes' has no expression");
  return classes;
}

AlsoOutput read_also(YamlFields fields) {
  AlsoOutput also;
  also.output = fields.required("output");
  also.classes = read_classes(fields, "also");
  fields.finish();
  return also;
}

void read_emotion(YamlFields fields, ModelEntry& entry) {
  constexpr double kLargestBias = 100;
  entry.classes = read_classes(fields, "emotion");
  entry.output = fields.text("output").value_or("");
  if (auto also = fields.map("also")) entry.also = read_also(*also);
  entry.logits = fields.flag("logits", false);
  entry.bias = fields.numbers("bias", -kLargestBias, kLargestBias);
  if (!entry.bias.empty() && entry.bias.size() != entry.classes.size())
    fields.fail("bias", fmt::format("'bias' has {} numbers for {} classes", entry.bias.size(),
                                    entry.classes.size()));
  entry.temperature = fields.number("temperature", 1, 1e-3, 1e3);
  entry.crop_scale = fields.number("crop_scale", 1, 0.1, 10);
  entry.align = fields.flag("align", false);
  entry.quantised = fields.text("quantised").value_or("");
  fields.finish();
}

ModelEntry read_entry(YamlFields fields) {
  ModelEntry entry;
  entry.name = fields.required("name");
  require_plain(fields, "name", entry.name, kInNames);
  entry.kind = fields.word("kind", {"detector", "emotion", "footage", "library"}).value_or("");
  if (entry.kind.empty()) fields.fail("", "a model lacks 'kind'");
  entry.file = fields.required("file");
  require_plain(fields, "file", entry.file, "._-");
  entry.sha256 = fields.required("sha256");
  require_sha256(fields, entry.sha256);
  entry.licence = fields.required("licence");
  entry.note = fields.text("note").value_or("");
  entry.optional = fields.flag("optional", false);
  entry.needs = fields.texts("needs");
  entry.min_confidence = fields.number("min_confidence", 0, 0, 1);
  if (auto origin = fields.map("origin")) entry.origin = read_origin(*origin);
  if (auto input = fields.map("input")) read_input(*input, entry);
  if (auto detector = fields.map("detector")) {
    if (entry.kind != "detector") fields.fail("detector", "'detector' is for models of that kind");
    read_detector(*detector, entry);
  }
  if (auto emotion = fields.map("emotion")) {
    if (entry.kind != "emotion") fields.fail("emotion", "'emotion' is for models of that kind");
    read_emotion(*emotion, entry);
  } else if (entry.kind == "emotion") {
    fields.fail("", "a model of kind emotion lacks 'emotion'");
  }
  fields.finish();
  return entry;
}

void require_distinct(const YamlFields& fields, const std::vector<ModelEntry>& entries,
                      const ModelEntry& entry) {
  for (const auto& other : entries) {
    if (other.name == entry.name)
      fields.fail("name", fmt::format("'{}' is given twice", entry.name));
    if (other.file == entry.file)
      fields.fail("file", fmt::format("'{}' is given twice", entry.file));
  }
}

std::vector<std::string> named_by(const ModelEntry& entry) {
  std::vector<std::string> names = entry.needs;
  if (!entry.quantised.empty()) names.push_back(entry.quantised);
  return names;
}

void mark_int8(std::vector<ModelEntry>& entries) {
  for (ModelEntry& entry : entries)
    entry.int8 = std::ranges::find(entries, entry.name, &ModelEntry::quantised) != entries.end();
}

void require_known(const std::vector<ModelEntry>& entries, const std::string& file) {
  for (const auto& entry : entries)
    for (const auto& name : named_by(entry))
      if (std::ranges::find(entries, name, &ModelEntry::name) == entries.end())
        throw Error(ErrorKind::model, file,
                    fmt::format("'{}' needs '{}', which is not in it", entry.name, name));
}

}  // namespace

bool is_model_name(std::string_view text) { return is_plain(text, kInNames); }

std::vector<ModelEntry> parse_manifest(const std::string& text, const std::string& file) {
  const YamlNode root = parse_yaml(text, file, ErrorKind::model);
  const YamlNode* models = child(root, "models");
  if (!models || models->kind != YamlNode::Kind::sequence || root.entries.size() != 1)
    throw Error(ErrorKind::model, file + ":1", "a manifest is a list under the one key 'models'");
  std::vector<ModelEntry> entries;
  for (const YamlNode& node : models->items) {
    const YamlFields fields(node, file, "a model");
    ModelEntry entry = read_entry(fields);
    require_distinct(fields, entries, entry);
    entries.push_back(std::move(entry));
  }
  require_known(entries, file);
  mark_int8(entries);
  return entries;
}

}  // namespace mien::infer
