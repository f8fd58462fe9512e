#include <filesystem>

#include <fmt/format.h>

#include "infer/models.h"
#include "lab/lab.h"
#include "runtime/machine.h"

namespace mien::lab {

namespace {

Finding look_at(const infer::ModelStore& store, const infer::ModelEntry& entry) {
  using State = infer::ModelStore::State;
  Finding finding{.part = fmt::format("{} {}", entry.kind, entry.name)};
  const std::string pull = "mien models pull " + entry.name;
  switch (store.verify(entry)) {
    case State::ok:
      finding.state = "there, hash matches";
      break;
    case State::missing:
      finding.state = entry.optional ? "not fetched (optional)" : "not fetched";
      if (entry.origin.shipped) finding.state = "not beside the manifest";
      finding.remedy = entry.origin.shipped ? "it comes with mien: install it anew"
                       : entry.origin.package.empty()
                           ? fmt::format("mien models add {} --file {} (from {})", entry.name,
                                         entry.file, entry.origin.url)
                           : pull;
      break;
    case State::mismatch:
      finding.state = "its hash does not match the manifest";
      finding.remedy =
          entry.origin.shipped ? "it comes with mien: install it anew" : pull + " fetches it again";
      break;
  }
  return finding;
}

Finding look_at_cache(const std::filesystem::path& dir) {
  std::error_code error;
  const auto space = std::filesystem::space(
      std::filesystem::exists(dir, error) ? dir : std::filesystem::path("/"), error);
  Finding finding{.part = "model cache", .state = dir.string()};
  if (!error && space.available < (200u << 20))
    finding.remedy = fmt::format("only {} MB free: make room", space.available >> 20);
  return finding;
}

}  // namespace

Diagnosis diagnose(const ModelStorePaths& paths) {
  Diagnosis diagnosis{runtime::machine_table(), runtime::software_table(), {}};
  diagnosis.findings.push_back(look_at_cache(paths.dir));
  const infer::ModelStore store(paths.manifest, paths.dir);
  for (const infer::ModelEntry& entry : store.entries())
    diagnosis.findings.push_back(look_at(store, entry));
  return diagnosis;
}

}  // namespace mien::lab
