#include "run_outward.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "base/database_name.h"
#include "base/text.h"

namespace {

constexpr std::chrono::seconds kPatience{30};

}  // namespace

std::filesystem::path database_of_run(const std::filesystem::path& out,
                                      const mien::RunConfig& config) {
  if (out.empty()) return config.sqlite;
  return out / mien::database_of(config);
}

std::unique_ptr<mien::receivers::Outward> run_outward(const mien::RunConfig& config,
                                                      const std::filesystem::path& out) {
  const std::filesystem::path database = database_of_run(out, config);
  if (!config.sinks.remote()) return nullptr;
  if (database.empty())
    throw mien::Error(mien::ErrorKind::usage, "sinks",
                      "results wait in a database until a receiver has them; this run has none",
                      "add -o DIR, or storage.sqlite to the configuration");
  mien::receivers::OutwardOptions options{
      .sinks = config.sinks, .site = config.site, .database = database};
  options.sinks.jsonl.clear();  // the run's own
  options.log = [](const std::string& words, bool) { fmt::print(stderr, "mien: {}\n", words); };
  options.failed = [](const std::string& thread, std::exception_ptr) {
    fmt::print(stderr, "mien: thread {} ended\n", thread);
  };
  auto outward = std::make_unique<mien::receivers::Outward>(std::move(options));
  outward->start();
  return outward;
}

void finish_outward(mien::receivers::Outward* outward,
                    std::vector<std::unique_ptr<mien::Sink>>& sinks) {
  sinks.clear();
  if (!outward) return;
  const bool done = outward->drain(kPatience);
  if (const auto lost = outward->counts().lost; lost > 0)
    fmt::print(stderr, "mien: sinks: {} left out, because receivers did not keep up\n",
               mien::counted(lost, "fact"));
  if (done) return;
  for (const auto& [progress, trouble] : outward->status())
    if (progress.waiting > 0)
      fmt::print(
          stderr,
          "mien: sink {}: not sent yet: {}; the next run or server that uses this database sends "
          "the rest\n",
          progress.sink, mien::counted(progress.waiting, "fact"));
}
