#include "recorded/camera_recordings.h"

#include <filesystem>
#include <map>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mien/error.h"

#include "base/file_id.h"
#include "base/passed_over.h"
#include "base/text.h"
#include "base/time.h"
#include "recorded/camera_files.h"
#include "recorded/recording_files.h"
#include "recorded/recording_time.h"
#include "video/video.h"

namespace mien::recorded {

namespace {

namespace fs = std::filesystem;

/// What cannot be read is told where it is analysed.
std::chrono::milliseconds length_of(const std::string& file) {
  try {
    return milliseconds_of(video::open_source(file)->info().seconds);
  } catch (const Error&) {
    return {};
  }
}

CameraFile dated(const CameraConfig& camera, const std::string& file, const UtcOffset& clock) {
  CameraFile dated{.file = file, .length = length_of(file), .id = recording_id(file)};
  if (const auto found = when_recorded(file, clock, camera.time_in_name)) {
    dated.begin = found->time;
    dated.time_from = found->from.empty() ? "creation_time" : found->from;
  }
  return dated;
}

struct Inputs {
  std::vector<std::string> files;
  std::vector<PassedOver> passed_over;
  bool several = false;
};

Inputs inputs_of(const CameraConfig& camera) {
  Inputs inputs{.several = !camera.more_inputs.empty()};
  const auto add = [&](const std::string& input) {
    auto found = recording_files(input);
    if (!found) return inputs.files.push_back(input);
    inputs.several = true;
    inputs.files.insert(inputs.files.end(), found->files.begin(), found->files.end());
    inputs.passed_over.insert(inputs.passed_over.end(), found->passed_over.begin(),
                              found->passed_over.end());
  };
  add(camera.input);
  for (const std::string& input : camera.more_inputs) add(input);
  return inputs;
}

void tell_of(const CameraConfig& camera, const CameraTimeline& line, const Inputs& inputs,
             const UtcOffset& clock, const Teller& tell) {
  std::map<std::string, int> sources;
  for (const CameraFile& file : line.files)
    ++sources[file.begin ? file.time_from : "the time of this run (the files name none)"];
  std::vector<std::string> words;
  for (const auto& [source, count] : sources)
    words.push_back(sources.size() == 1 ? source : fmt::format("{} ({})", source, count));
  std::string span;
  if (!line.files.empty() && line.files.front().begin)
    span = " from " + rfc3339(*line.files.front().begin, clock);
  tell(fmt::format("{}: {}{}, {}, {}; start times from {}", camera.name,
                   counted(std::ssize(line.files), "recording"), span, counted(line.gaps, "gap"),
                   counted(line.overlaps, "overlap"), fmt::join(words, ", ")));
  if (line.untold > 0)
    tell(fmt::format(
        "{}: cannot tell gaps or overlaps before {}, because the length of the preceding "
        "one is not known; stays in both are counted twice",
        camera.name, counted(static_cast<std::ptrdiff_t>(line.untold), "recording")));
  for (const std::string& copy : line.copies) tell(camera.name + ": " + copy);
  for (const std::string& passed_over : in_words(inputs.passed_over))
    tell(camera.name + ": " + passed_over);
}

/// Whoever is in a recording of two cameras is counted twice, which few mean.
void tell_shared(std::span<const CameraConfig> recordings, const Teller& tell) {
  std::map<FileId, std::string> known;
  std::vector<std::string> shared;
  for (const CameraConfig& recording : recordings) {
    const auto id = file_id(recording.input);
    std::error_code ignored;
    if (!id || !fs::is_regular_file(recording.input, ignored)) continue;
    const std::string& camera =
        recording.recorded_by.empty() ? recording.name : recording.recorded_by;
    const auto [first, is_new] = known.try_emplace(*id, camera);
    if (!is_new && first->second != camera)
      shared.push_back(
          fmt::format("{} is listed for {} and for {}", recording.input, first->second, camera));
  }
  if (shared.empty()) return;
  const std::string more =
      shared.size() > 1 ? fmt::format(" (and {} more)", shared.size() - 1) : "";
  tell(shared.front() + more + ": everybody in it is counted twice; list it for one camera only");
}

/// A name for each file that no other camera or file has: its own, else its path.
std::string name_for(const CameraConfig& camera, const std::string& file,
                     std::set<std::string>& taken) {
  for (const std::string& own : {fs::path(file).filename().string(), file})
    if (std::string name = camera.name + ": " + own; taken.insert(name).second) return name;
  for (int n = 2;; ++n)
    if (std::string name = fmt::format("{}: {} ({})", camera.name, file, n);
        taken.insert(name).second)
      return name;
}

}  // namespace

void take_recordings(RunConfig& config, const UtcOffset& clock, const Teller& tell) {
  std::vector<CameraConfig> cameras;
  std::set<std::string> taken;
  for (const CameraConfig& camera : config.cameras) taken.insert(camera.name);
  for (CameraConfig& camera : config.cameras) {
    const Inputs inputs = inputs_of(camera);
    if (!inputs.several) {
      cameras.push_back(std::move(camera));
      continue;
    }
    std::vector<CameraFile> files;
    for (const std::string& file : inputs.files) files.push_back(dated(camera, file, clock));
    CameraTimeline line = in_order(std::move(files));
    if (tell) tell_of(camera, line, inputs, clock, tell);
    for (CameraFile& file : line.files) {
      CameraConfig one = camera;
      one.name = name_for(camera, file.file, taken);
      one.recorded_by = camera.name;
      one.input = file.file;
      one.more_inputs.clear();
      one.started_at = file.begin;
      one.counts_from = file.counts_from;
      one.notes = std::move(file.notes);
      cameras.push_back(std::move(one));
    }
  }
  if (tell) tell_shared(cameras, tell);
  config.cameras = std::move(cameras);
}

}  // namespace mien::recorded
