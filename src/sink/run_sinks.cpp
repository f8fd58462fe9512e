#include "mien/error.h"

#include "sink/line_file.h"
#include "sink/sinks.h"

namespace mien::sink {

std::vector<std::unique_ptr<Sink>> make_run_sinks(const std::filesystem::path& folder,
                                                  const std::filesystem::path& sqlite,
                                                  int retention_days) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw output_error(folder, "created", error.value());
  std::vector<std::unique_ptr<Sink>> sinks;
  sinks.push_back(make_sqlite(folder / (sqlite.empty() ? "mien.db" : sqlite), retention_days));
  sinks.push_back(make_jsonl(folder / "events.jsonl"));
  sinks.push_back(make_tracks_csv(folder / "tracks.csv"));
  sinks.push_back(make_summary_json(folder / "summary.json"));
  return sinks;
}

}  // namespace mien::sink
