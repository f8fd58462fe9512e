#include "bench/doctor.h"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/child_process.h"
#include "bench/software.h"
#include "cluster/mpi.h"
#include "infer/models.h"
#include "machine/machine.h"
#include "machine/seats.h"

namespace mien::bench {

namespace {

constexpr char kInstallMpi[] = "apt-get install openmpi-bin libopenmpi-dev, then build mien again";

// How a model that is not there comes: by itself where the store may fetch.
void say_missing(const infer::ModelStore& store, const infer::ModelEntry& entry, Finding& finding) {
  const infer::Origin& origin = entry.origin;
  if (origin.shipped) {
    finding.state = "not beside the list of models";
    finding.remedy = "it is part of mien: install mien again";
    return;
  }
  finding.optional = entry.optional || store.may_fetch();
  finding.state = store.may_fetch() ? "not fetched yet; fetched when it is needed" : "not fetched";
  finding.remedy = fmt::format("mien models pull {}", entry.name);
}

Finding look_at(const infer::ModelStore& store, const infer::ModelEntry& entry) {
  using State = infer::ModelStore::State;
  Finding finding{.part = fmt::format("{} {}", entry.kind, entry.name)};
  switch (store.verify(entry)) {
    case State::ok:
      finding.state = "in the cache, hash matches";
      break;
    case State::missing:
      say_missing(store, entry, finding);
      break;
    case State::mismatch:
      finding.state = "its hash does not match the manifest";
      finding.remedy = entry.origin.shipped
                           ? "it is part of mien: install mien again"
                           : fmt::format("mien models pull {} fetches it again", entry.name);
      break;
  }
  return finding;
}

Finding look_at_program(const char* part, const char* program, const char* remedy,
                        const std::string& path) {
  Finding finding{.part = part, .state = "there", .optional = true};
  if (!find_program(program, path).empty()) return finding;
  finding.state = fmt::format("no {} in PATH", program);
  finding.remedy = remedy;
  return finding;
}

Finding look_at_mpi(const std::string& path) {
  Finding finding = look_at_program("MPI", "mpirun", kInstallMpi, path);
  if (!finding.remedy.empty() || cluster::mpi::is_built()) return finding;
  finding.state = "this mien was built without it";
  finding.remedy = kInstallMpi;
  return finding;
}

Finding look_at_cache(const std::filesystem::path& dir) {
  std::error_code error;
  const auto space = std::filesystem::space(
      std::filesystem::exists(dir, error) ? dir : std::filesystem::path("/"), error);
  Finding finding{.part = "model cache", .state = dir.string()};
  if (!error && space.available < (200u << 20))
    finding.remedy = fmt::format("only {} MB free: free some space", space.available >> 20);
  return finding;
}

std::string placement_words() try {
  const int cores = machine::usable_cores();
  const machine::CoreMap map = machine::CoreMap::of_this_machine();
  const std::string why = machine::quota_words(map);
  return why.empty() ? machine::plan(map, cores, cores).words : machine::kNotPinned + why;
} catch (const Error& error) {
  return error.what();
}

}  // namespace

Diagnosis diagnose(const ModelStorePaths& paths, const std::string& path) {
  Diagnosis diagnosis{machine::machine_table(), bench::software_table(), placement_words(), {}, {}};
  auto& findings = diagnosis.findings;
  findings.push_back(look_at_cache(paths.dir));
  const infer::ModelStore store(paths);
  for (const infer::ModelEntry& entry : store.entries()) findings.push_back(look_at(store, entry));
  for (const infer::ModelEntry& entry : store.doubled())
    findings.push_back({.part = entry.name,
                        .state = "your own model of this name is not used: mien has one, too",
                        .remedy = infer::doubled_remedy(entry.name),
                        .optional = true});
  findings.push_back(look_at_program("pip", "pip3", "apt-get install python3-pip", path));
  findings.push_back(look_at_mpi(path));
  diagnosis.verdict = verdict_of(findings);
  return diagnosis;
}

std::string verdict_of(const std::vector<Finding>& findings) {
  std::vector<std::string> missing, optional;
  for (const Finding& finding : findings) {
    if (finding.remedy.empty()) continue;
    const bool comes_by_itself = finding.optional && finding.remedy.starts_with("mien models pull");
    if (comes_by_itself) continue;
    (finding.optional ? optional : missing)
        .push_back(fmt::format("{} ({})", finding.part, finding.remedy));
  }
  std::string words = missing.empty() ? "Ready for run, serve, bench."
                                      : fmt::format("Not ready for run, serve, bench; missing: {}.",
                                                    fmt::join(missing, "; "));
  if (!optional.empty())
    words += fmt::format(" Optional and not installed: {}.", fmt::join(optional, "; "));
  return words;
}

}  // namespace mien::bench
