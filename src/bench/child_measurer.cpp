#include "bench/child_measurer.h"

#include <cstdlib>
#include <fstream>
#include <memory>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/child_process.h"
#include "machine/machine.h"
#include "recordings/approaches/approaches.h"

namespace mien::bench {

namespace {

constexpr double kSlack = 600;  ///< seconds beyond the asked ones after which a child has hung

// A relative input means the same in the child: it starts in the same folder.
std::string text_of(const std::map<std::string, std::string>& environment, const char* name) {
  const auto found = environment.find(name);
  return found == environment.end() ? std::string() : found->second;
}

std::vector<std::string> mpi_launcher(const ChildContext& context, int ranks) {
  const auto launcher = find_program("mpirun", text_of(context.environment, "PATH"));
  if (launcher.empty())
    throw Error(ErrorKind::usage, "mpirun", "is not on this machine",
                "apt-get install openmpi-bin");
  std::vector<std::string> arguments{launcher, "-n", std::to_string(ranks), "--oversubscribe"};
  if (::geteuid() == 0) arguments.emplace_back("--allow-run-as-root");
  // Ranks are not pinned: the kernel places them, as it does workers.
  arguments.insert(arguments.end(), {"--bind-to", "none"});
  return arguments;
}

bool over_mpi(const Job& job) {
  for (const auto& kind : recordings::approaches())
    if (kind.name == job.approach) return kind.parallelism == recordings::Parallelism::mpi;
  return false;
}

std::filesystem::path write_spec(const ChildContext& context, const Job& job) {
  static std::atomic<int> number{0};
  const auto file = context.scratch / fmt::format("job-{}.json", ++number);
  std::ofstream stream(file, std::ios::binary);
  stream << to_json(job).dump();
  stream.close();
  if (!stream)
    throw Error(ErrorKind::output, file.string(), "cannot be written", "check the free space");
  return file;
}

ErrorKind kind_of(int status) {
  switch (status) {
    case 2:
      return ErrorKind::usage;
    case 3:
      return ErrorKind::input;
    case 4:
      return ErrorKind::model;
    default:
      return ErrorKind::internal;
  }
}

// The last line that the program itself wrote ("mien: …"), else the last line of all.
std::string reason_in(const std::string& words) {
  std::string reason, last;
  std::size_t from = 0;
  while (from < words.size()) {
    const std::size_t end = std::min(words.find('\n', from), words.size());
    const std::string line = words.substr(from, end - from);
    if (line.starts_with("mien: ")) reason = line.substr(6);
    if (line.find_first_not_of(" \t\r-") != std::string::npos) last = line;
    from = end + 1;
  }
  return reason.empty() ? last : reason;
}

[[noreturn]] void fail(const Job& job, const ChildResult& child) {
  const std::string reason = reason_in(child.words);
  if (child.timed_out)
    throw Error(ErrorKind::internal, job.approach, "its measurement hung and was ended");
  if (child.status > 128)
    throw Error(ErrorKind::internal, job.approach,
                fmt::format("its process was killed by signal {}{}", child.status - 128,
                            reason.empty() ? "" : "; it last said: " + reason));
  throw Error(kind_of(child.status), job.approach,
              reason.empty() ? fmt::format("its process ended with {}", child.status) : reason);
}

std::map<std::string, std::string> environment_of(const ChildContext& context, const Job& job) {
  auto all = context.environment;
  all["MIEN_MANIFEST"] = context.models.manifest;
  if (!context.models.own.empty()) all["MIEN_OWN_MODELS"] = context.models.own;
  for (const auto& [name, value] : job.environment) all[name] = value;
  return all;
}

Measurement measure_in_child(const ChildContext& context, const Job& job) {
  const auto spec = write_spec(context, job);
  ChildOptions options{.stop = context.stop};
  if (over_mpi(job))
    options.arguments =
        mpi_launcher(context, job.workers > 0 ? job.workers : machine::usable_cores());
  options.arguments.insert(options.arguments.end(),
                           {context.program, "--models", context.models.dir});
  if (!context.models.fetching) options.arguments.emplace_back("--offline");
  options.arguments.insert(options.arguments.end(), {"measure", spec});
  options.environment = environment_of(context, job);
  if (job.seconds > 0)
    options.timeout_seconds = job.seconds + (job.patience > 0 ? job.patience : kSlack);
  const ChildResult child = run_child(options);
  std::error_code ignored;
  std::filesystem::remove(spec, ignored);
  if (child.stopped) throw Interrupted{};
  if (child.status != 0) fail(job, child);
  auto result = nlohmann::json::parse(child.output, nullptr, false);
  Measurement measurement = measurement_from_json(std::move(result));
  const auto errors = measurement.raw.find("errors");
  if (errors != measurement.raw.end() && !errors->empty())
    throw Error(ErrorKind::input, job.approach, errors->front().get<std::string>());
  return measurement;
}

}  // namespace

Measurer make_child_measurer(ChildContext context) {
  return [context = std::make_shared<const ChildContext>(std::move(context))](const Job& job) {
    return measure_in_child(*context, job);
  };
}

}  // namespace mien::bench
