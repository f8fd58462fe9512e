#include "receivers/sights.h"

#include <optional>
#include <utility>

#include "base/time.h"
#include "sink/event.h"

namespace mien::receivers {

namespace {

class Sights final : public Sink {
 public:
  Sights(std::function<void(outbox::Fact)> put, std::function<bool(const std::string&)> withheld)
      : put_(std::move(put)), withheld_(std::move(withheld)) {}

  void open(const RunInfo& run) override { writer_.emplace(run); }

  void frame(const std::string& input, const FrameResult& result) override {
    if (!writer_ || result.faces.empty() || (withheld_ && withheld_(input))) return;
    std::string_view event = writer_->line(input, result, std::chrono::system_clock::now());
    event.remove_suffix(1);  // its line feed
    const WallTime at = result.at > WallTime{} ? result.at : wall_now();
    put_({.kind = "sight",
          .camera = input,
          .time_ms = since_1970_ms(at),
          .body = std::string(event)});
  }

 private:
  const std::function<void(outbox::Fact)> put_;
  const std::function<bool(const std::string&)> withheld_;
  std::optional<sink::EventWriter> writer_;  ///< since `open`
};

}  // namespace

std::unique_ptr<Sink> make_sights(std::function<void(outbox::Fact)> put,
                                  std::function<bool(const std::string&)> withheld) {
  return std::make_unique<Sights>(std::move(put), std::move(withheld));
}

}  // namespace mien::receivers
