#pragma once
/// \file One's own models: files and a manifest of theirs, in a folder of the user's.

#include <filesystem>
#include <string>
#include <vector>

#include "infer/models.h"

namespace mien::infer {

/// Its manifest: the keys are those of models/manifest.yaml, without `origin`.
std::filesystem::path own_manifest(const std::filesystem::path& folder);

/// An entry as the lines of a manifest, from "  - name:" on.
std::string manifest_lines(const ModelEntry& entry);

/// The models of one folder. Programs that read it see a change whole or not at all; of two that
/// change it at once, one waits.
class OwnModels {
 public:
  explicit OwnModels(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Those of the manifest, `origin.own` set; none where there is no manifest. Throws Error(model)
  /// with the line where that is wrong.
  std::vector<ModelEntry> entries() const;
  /// Copies the file and writes the entry, whose `sha256` and `file` are set here: the file's hash,
  /// and NAME with the file's ending. What else the manifest says stays as it is. Throws
  /// Error(usage) where the name is taken, Error(input) where the file cannot be read,
  /// Error(output) where the folder cannot be written.
  ModelEntry add(ModelEntry entry, const std::filesystem::path& file) const;
  /// Takes the entry's lines out of the manifest and removes its file. Throws Error(usage) where
  /// there is none of that name.
  void remove(const std::string& name) const;

 private:
  void require_others(const std::vector<ModelEntry>& before, const std::string& rest,
                      const std::string& name) const;
  std::string text() const;  ///< of the manifest; empty where it lacks
  void write(const std::string& text) const;

  std::filesystem::path folder_;
};

}  // namespace mien::infer
