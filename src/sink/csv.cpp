#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "base/whole_file.h"
#include "sink/line_file.h"
#include "sink/sinks.h"
#include "sink/values.h"

namespace mien::sink {

namespace {

constexpr std::string_view kHeader =
    "input,track_id,start_s,end_s,frames,emotion,confidence,valence,arousal,best_frame_s\n";

// RFC 4180, section 2: quotes around a field that holds a separator, a quote or a line break;
// quotes doubled.
void append_field(std::string& line, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    line += text;
    return;
  }
  line += '"';
  for (const char letter : text) {
    if (letter == '"') line += '"';
    line += letter;
  }
  line += '"';
}

/// A line of the file, and what tells its place among the others.
struct TrackLine {
  std::size_t input;  ///< number of its name, as the names came
  double start_s;
  std::int64_t id;
  std::string text;
};

class TracksCsv : public Sink {
 public:
  explicit TracksCsv(std::filesystem::path file) : path_(std::move(file)) {}

  void open(const RunInfo&) override { file_.emplace(path_).append(kHeader); }

  void frame(const std::string&, const FrameResult&) override {
    if (file_) file_->flush_if_due();
  }

  void track(const std::string& input, const Track& track) override {
    if (!file_) return;
    const TrackRow row = row_of(track);
    line_.clear();
    append_field(line_, place_of(input, track));
    append_integer(line_ += ',', row.id);
    append_decimal(line_ += ',', row.start_s, kSecondDigits);
    append_decimal(line_ += ',', row.end_s, kSecondDigits);
    append_integer(line_ += ',', row.frames);
    (line_ += ',') += row.emotion;
    append_decimal(line_ += ',', row.confidence, kScoreDigits);
    append_affect(line_ += ',', row.valence, {});
    append_affect(line_ += ',', row.arousal, {});
    append_decimal(line_ += ',', row.best_frame_s, kSecondDigits);
    file_->append(line_ += '\n');
    lines_.push_back({number_of(input), row.start_s, row.id, line_});
  }

  void close(const Summary& summary) override {
    if (!file_) return;
    file_->close();
    sort(summary);
  }

 private:
  std::size_t number_of(const std::string& input) {
    const auto found = std::ranges::find(inputs_, input);
    const std::size_t number = static_cast<std::size_t>(found - inputs_.begin());
    if (found == inputs_.end()) inputs_.push_back(input);
    return number;
  }

  // Which input's track ends first is chance; those that the summary does not know come last. The
  // lines are all in the file before: where the disk has no room for them twice, or it is none,
  // they stay as they came.
  void sort(const Summary& summary) {
    std::vector<std::ptrdiff_t> places;
    for (const std::string& input : inputs_)
      places.push_back(std::ranges::find(summary.inputs, input, &InputSummary::input) -
                       summary.inputs.begin());
    const auto place = [&](const TrackLine& line) {
      return std::tuple(places[line.input], line.input, line.start_s, line.id);
    };
    if (std::ranges::is_sorted(lines_, {}, place)) return;
    std::error_code failed;
    const std::filesystem::path file = std::filesystem::canonical(path_, failed);
    if (failed || !std::filesystem::is_regular_file(file, failed)) return;
    std::ranges::stable_sort(lines_, {}, place);
    std::string text(kHeader);
    for (const TrackLine& line : lines_) text += line.text;
    try {
      write_whole(file, text);
    } catch (const Error&) {
    }
  }

  std::filesystem::path path_;
  std::optional<LineFile> file_;  ///< since `open`
  std::string line_;
  std::vector<std::string> inputs_;  ///< by number
  std::vector<TrackLine> lines_;
};

}  // namespace

std::unique_ptr<Sink> make_tracks_csv(const std::filesystem::path& file) {
  return std::make_unique<TracksCsv>(file);
}

}  // namespace mien::sink
