#include <utility>

#include "mien/error.h"

#include "base/whole_file.h"
#include "sink/sinks.h"

namespace mien::sink {

std::vector<std::unique_ptr<Sink>> make_run_sinks(const std::filesystem::path& folder,
                                                  const std::filesystem::path& database,
                                                  const std::string& expressions,
                                                  const Recordings& recordings,
                                                  std::function<void()> forget_old) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw output_error(folder, "created", error.value());
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(make_sqlite(folder / database, recordings, std::move(forget_old)));
  sinks.push_back(make_jsonl(folder / "events.jsonl"));
  sinks.push_back(make_tracks_csv(folder / "tracks.csv"));
  sinks.push_back(make_summary_json(folder / "summary.json", expressions, recordings));
  return sinks;
}

std::vector<std::unique_ptr<Sink>> make_configured_sinks(const SinksConfig& config) {
  std::vector<std::unique_ptr<Sink>> sinks;
  if (config.jsonl.empty()) return sinks;
  const std::filesystem::path folder = config.jsonl.parent_path();
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) throw output_error(folder, "created", error.value());
  sinks.push_back(make_jsonl(config.jsonl, Former::kept));
  return sinks;
}

std::vector<Sink*> pointers(const std::vector<std::unique_ptr<Sink>>& sinks) {
  std::vector<Sink*> all;
  for (const auto& sink : sinks) all.push_back(sink.get());
  return all;
}

}  // namespace mien::sink
