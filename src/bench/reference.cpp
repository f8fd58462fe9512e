// The reference of a study: the best detector at a large width on some frames of every second.

#include <fstream>

#include "base/whole_file.h"
#include "bench/study.h"

namespace mien::bench {

using nlohmann::json;

namespace {

// What the faces depend on. A change of a file's time or size makes them anew.
json fingerprint(const ReferenceOptions& options) {
  json inputs = json::array();
  for (const std::string& input : options.inputs) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(input, failed);
    const auto time = std::filesystem::last_write_time(input, failed).time_since_epoch().count();
    inputs.push_back({{"input", input}, {"size", failed ? json() : json(size)}, {"time", time}});
  }
  return {{"inputs", std::move(inputs)},
          {"detector", options.detector},
          {"width", options.width},
          {"frames_per_second", options.frames_per_second},
          {"seconds", options.seconds}};
}

bool is_current(const std::filesystem::path& notes, const json& wanted) {
  std::ifstream stream(notes);
  return stream && json::parse(stream, nullptr, false) == wanted;
}

// The notes come last: faces without them are those of a run that did not end.
void measure_reference(const ReferenceOptions& options, const std::filesystem::path& faces,
                       const std::filesystem::path& notes,
                       const std::function<void(Series&)>& measure) {
  std::error_code ignored;
  std::filesystem::remove(notes, ignored);
  Job job = make_job(options.inputs, "cnn-per-core-tracked");
  job.faces = faces;
  job.detector = options.detector;
  job.width = options.width;
  job.detect_fps = options.frames_per_second;
  job.seconds = options.seconds;
  Series once{.job = std::move(job)};
  measure(once);
  if (once.failed()) throw Error(once.kind, "reference", once.error);
  write_whole(notes, fingerprint(options).dump(2) + '\n');
}

}  // namespace

Reference make_reference(const ReferenceOptions& options, const StudyTools& tools) {
  return make_reference(options, [&](Series& series) { measure_once(series, tools); });
}

Reference make_reference(const ReferenceOptions& options,
                         const std::function<void(Series&)>& measure) {
  const auto faces = options.folder / "reference.jsonl", notes = options.folder / "reference.json";
  if (!is_current(notes, fingerprint(options))) measure_reference(options, faces, notes, measure);
  Reference reference{options.detector, options.width, options.frames_per_second,
                      read_faces(faces, options.inputs.size())};
  reference.faces = recall_of(reference.seen, reference.seen, false).faces;
  return reference;
}

json Reference::to_json() const {
  return {{"detector", detector},
          {"width", width},
          {"frames_per_second", frames_per_second},
          {"faces", faces},
          {"counted", "faces of at least 40 px at 640 px, overlap at least 0.5"}};
}

}  // namespace mien::bench
