#include <optional>

#include "sink/event.h"
#include "sink/line_file.h"
#include "sink/sinks.h"

namespace mien::sink {

namespace {

class Jsonl : public Sink {
 public:
  Jsonl(std::filesystem::path file, Former former) : path_(std::move(file)), former_(former) {}

  void open(const RunInfo& run) override {
    writer_ = EventWriter(run);
    file_.emplace(path_, former_);
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (!file_) return;
    if (result.faces.empty()) {
      file_->flush_if_due();
      return;
    }
    file_->append(writer_.line(input, result, std::chrono::system_clock::now()));
  }

  void close(const Summary&) override {
    if (file_) file_->close();
  }

 private:
  const std::filesystem::path path_;
  const Former former_;
  std::optional<LineFile> file_;  ///< since `open`
  EventWriter writer_{RunInfo{}};
};

}  // namespace

std::unique_ptr<Sink> make_jsonl(const std::filesystem::path& file, Former former) {
  return std::make_unique<Jsonl>(file, former);
}

}  // namespace mien::sink
