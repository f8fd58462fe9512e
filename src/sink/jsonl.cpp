#include "sink/event.h"
#include "sink/line_file.h"
#include "sink/sinks.h"

namespace mien::sink {

namespace {

class Jsonl : public Sink {
 public:
  explicit Jsonl(const std::filesystem::path& file) : file_(file) {}

  void open(const RunInfo& run) override { writer_ = EventWriter(run); }

  void frame(const std::string& input, const FrameResult& result) override {
    if (result.faces.empty()) {
      file_.flush_if_due();
      return;
    }
    file_.append(writer_.line(input, result, std::chrono::system_clock::now()));
  }

  void close(const Summary&) override { file_.close(); }

 private:
  LineFile file_;
  EventWriter writer_{RunInfo{}};
};

}  // namespace

std::unique_ptr<Sink> make_jsonl(const std::filesystem::path& file) {
  return std::make_unique<Jsonl>(file);
}

}  // namespace mien::sink
