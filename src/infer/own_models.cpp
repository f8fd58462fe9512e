#include "infer/own_models.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/text.h"
#include "infer/files.h"
#include "infer/manifest.h"
#include "yaml/yaml.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kManifestLimit = std::size_t{1} << 20;
constexpr std::size_t kFileLimit = std::size_t{1} << 30;
constexpr const char* kHead =
    "# Your own models. `mien models add` and `mien models remove` write this file; it may be "
    "edited:\n"
    "# its keys are those of mien's manifest.yaml (docs/models.md).\n"
    "models:\n";

/// Held while a manifest is read, changed and written.
FolderLock changing(const fs::path& folder) {
  return {
      folder, ".lock",
      Error(ErrorKind::output, folder.string(), "cannot be written",
            "check the permissions and the free space, or name another folder with --own-models")};
}

std::string triple(const std::array<float, 3>& values) {
  if (values[0] == values[1] && values[1] == values[2]) return fmt::format("{}", values[0]);
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string input_line(const ModelEntry& entry) {
  std::string size;
  if (entry.width > 0) size = fmt::format(", width: {}, height: {}", entry.width, entry.height);
  const char* format = entry.format == PixelFormat::gray  ? "gray"
                       : entry.format == PixelFormat::rgb ? "rgb"
                                                          : "bgr";
  return fmt::format("    input: {{format: {}, mean: {}, scale: {}{}}}\n", format,
                     triple(entry.mean), triple(entry.scale), size);
}

std::string detector_lines(const ModelEntry& entry) {
  std::string text = fmt::format("    detector: {{head: {}", entry.head);
  if (entry.max_iou > 0) text += fmt::format(", max_iou: {}", entry.max_iou);
  return text + "}\n";
}

std::string emotion_lines(const ModelEntry& entry) {
  std::string text =
      fmt::format("    emotion:\n      classes: [{}]\n", fmt::join(entry.classes, ", "));
  if (!entry.output.empty()) text += fmt::format("      output: {}\n", yaml_quoted(entry.output));
  return text +
         fmt::format(
             "      logits: {}\n      temperature: {}\n      crop_scale: {}\n      align: {}\n",
             entry.logits, entry.temperature, entry.crop_scale, entry.align);
}

/// Lines from the end of `text` that are comments, blank or not: what is said of what comes next.
std::size_t without_comments(const std::string& text, std::size_t begin, std::size_t end) {
  while (end > begin) {
    const auto before = end < 2 ? std::string::npos : text.rfind('\n', end - 2);
    const std::size_t start = before == std::string::npos ? 0 : before + 1;
    const auto first = text.find_first_not_of(" \t\r\n", start);
    if (start <= begin || (first < end && text[first] != '#')) return end;
    end = start;
  }
  return end;
}

/// Where a line begins; `line` counts from 1.
std::size_t start_of_line(const std::string& text, int line) {
  std::size_t at = 0;
  for (; line > 1 && at < text.size(); --line) {
    const auto end = text.find('\n', at);
    at = end == std::string::npos ? text.size() : end + 1;
  }
  return at;
}

}  // namespace

fs::path own_manifest(const fs::path& folder) { return folder / "manifest.yaml"; }

std::string manifest_lines(const ModelEntry& entry) {
  std::string text =
      fmt::format("  - name: {}\n    kind: {}\n    file: {}\n    sha256: {}\n    licence: {}\n",
                  entry.name, entry.kind, entry.file, entry.sha256, yaml_quoted(entry.licence));
  if (!entry.note.empty()) text += fmt::format("    note: {}\n", yaml_quoted(entry.note));
  if (entry.min_confidence > 0)
    text += fmt::format("    min_confidence: {}\n", entry.min_confidence);
  text += input_line(entry);
  return text + (entry.kind == "detector" ? detector_lines(entry) : emotion_lines(entry));
}

std::vector<ModelEntry> OwnModels::entries() const {
  const std::string manifest = text();
  if (manifest.empty()) return {};
  auto entries = parse_manifest(manifest, own_manifest(folder_).string());
  for (ModelEntry& entry : entries) {
    if (!entry.origin.package.empty() || !entry.origin.url.empty() || entry.origin.shipped)
      throw Error(ErrorKind::model, own_manifest(folder_).string(),
                  fmt::format("'{}' has an origin: your own models are files beside their manifest",
                              entry.name),
                  "remove the key 'origin'");
    entry.origin.own = true;
    entry.optional = true;
  }
  return entries;
}

ModelEntry OwnModels::add(ModelEntry entry, const fs::path& file) const {
  const auto bytes = read_file(file, kFileLimit);
  if (!bytes)
    throw Error(ErrorKind::input, file.string(), "cannot be read as a file",
                "check the path and the permissions");
  entry.sha256 = sha256_of_bytes(*bytes);
  entry.file = entry.name + file.extension().string();
  entry.origin = {};
  const FolderLock lock = changing(folder_);
  const auto there = entries();
  if (std::ranges::find(there, entry.name, &ModelEntry::name) != there.end())
    throw Error(ErrorKind::usage, entry.name, "is one of your models already",
                fmt::format("choose another name, or `mien models remove {}` first", entry.name));
  std::string manifest = text();
  if (there.empty()) manifest = kHead;
  if (!manifest.ends_with('\n')) manifest += '\n';
  manifest += manifest_lines(entry);
  parse_manifest(manifest, own_manifest(folder_).string());  // what is written can be read
  write_atomically(folder_ / entry.file, {*bytes});
  write(manifest);
  entry.origin.own = true;
  return entry;
}

/// A manifest that was edited by hand may have its entries in other places than at lines of their
/// own: what would be left must be all others.
void OwnModels::require_others(const std::vector<ModelEntry>& before, const std::string& rest,
                               const std::string& name) const {
  std::vector<std::string> names, left;
  for (const ModelEntry& entry : before)
    if (entry.name != name) names.push_back(entry.name);
  try {
    for (const ModelEntry& entry : parse_manifest(rest, "")) left.push_back(entry.name);
  } catch (const Error&) {  // as if nothing were left
    left = {name};
  }
  if (left != names)
    throw Error(ErrorKind::model, own_manifest(folder_).string(),
                fmt::format("the entry '{}' shares a line with another", name),
                "remove it by hand, and its file beside the manifest");
}

void OwnModels::remove(const std::string& name) const {
  const FolderLock lock = changing(folder_);
  const auto before = entries();  // complains of a manifest that is broken, with the line
  const std::string manifest = text();
  std::vector<std::string> names;
  const YamlNode root = parse_yaml(manifest, own_manifest(folder_).string(), ErrorKind::model);
  const YamlNode* models = child(root, "models");
  const auto list = models ? std::span(models->items) : std::span<const YamlNode>();
  for (std::size_t i = 0; i < list.size(); ++i) {
    names.push_back(before.at(i).name);
    if (names.back() != name) continue;
    const std::string& file = before[i].file;
    const auto begin = start_of_line(manifest, list[i].line);
    const auto next =
        i + 1 < list.size() ? start_of_line(manifest, list[i + 1].line) : manifest.size();
    const auto end = without_comments(manifest, begin, next);
    std::string rest = manifest.substr(0, begin) + manifest.substr(end);
    if (list.size() == 1) rest = std::string(kHead) + "  []\n";
    require_others(before, rest, name);
    write(rest);
    std::error_code ignored;
    if (fs::path(file).filename() == file) fs::remove(folder_ / file, ignored);
    return;
  }
  throw Error(
      ErrorKind::usage, "models", fmt::format("none of your own models is called '{}'", name),
      names.empty() ? "you have none; mien's models cannot be removed" : did_you_mean(name, names));
}

std::string OwnModels::text() const {
  std::error_code failed;
  if (!fs::exists(own_manifest(folder_), failed)) return {};
  const auto bytes = read_file(own_manifest(folder_), kManifestLimit);
  if (!bytes)
    throw Error(ErrorKind::model, own_manifest(folder_).string(),
                "the manifest of your own models cannot be read",
                "check its permissions and its size");
  return {bytes->begin(), bytes->end()};
}

void OwnModels::write(const std::string& text) const {
  const auto* begin = reinterpret_cast<const unsigned char*>(text.data());
  write_atomically(own_manifest(folder_), {std::span(begin, text.size())});
}

}  // namespace mien::infer
