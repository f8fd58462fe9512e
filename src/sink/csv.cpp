#include <optional>

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
  }

  void close(const Summary&) override {
    if (file_) file_->close();
  }

 private:
  std::filesystem::path path_;
  std::optional<LineFile> file_;  ///< since `open`
  std::string line_;
};

}  // namespace

std::unique_ptr<Sink> make_tracks_csv(const std::filesystem::path& file) {
  return std::make_unique<TracksCsv>(file);
}

}  // namespace mien::sink
