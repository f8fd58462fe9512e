#include "recordings/share_server.h"

#include <unistd.h>

#include "mien/error.h"

#include "base/clock.h"

namespace mien::recordings {

namespace {

constexpr std::uint64_t kDecodedTogether =
    16;  ///< frames told in one message: for the progress alone

/// Sends what a worker finds.
class Sender final : public chain::SegmentOutput {
 public:
  explicit Sender(cluster::Link& link) : link_(link) {}

  void decoded(std::size_t input) override {
    decoded_.input = input;
    if (++decoded_.frames >= kDecodedTogether) tell_decoded();
  }
  void frame(std::size_t input, std::size_t segment, FrameResult& result) override {
    link_.send(cluster::wire::Found{input, segment, std::move(result)});
    result = {};
  }
  void done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) override {
    tell_decoded();
    link_.send(cluster::wire::Done{input, segment, report});
  }

 private:
  void tell_decoded() {
    if (decoded_.frames > 0) link_.send(decoded_);
    decoded_.frames = 0;
  }

  cluster::Link& link_;
  cluster::wire::Decoded decoded_;
};

Work work_of(cluster::wire::Share& share, const RunConfig& config) {
  if (share.input >= config.cameras.size() || share.first >= share.last ||
      share.last - share.first != share.segments.size())
    throw Error(ErrorKind::internal, "worker process", "received work that is not part of the run",
                "give all processes of a run the same command");
  return {.input = share.input,
          .first = share.first,
          .last = share.last,
          .segments = std::move(share.segments)};
}

}  // namespace

Station::Station(const RunConfig& config, const ModelStorePaths& paths, cluster::Link& link,
                 const std::atomic<bool>& stop, const OwnStages& stages)
    : models_(config, paths, 1, stages),
      tools_{config,
             models_,
             chain::masks_of(config),
             [&link, &stop] { return stop.load() || link.asked_to_end(); },
             &stop,
             stages.source} {}

std::string host_name() {
  char host[256] = "";
  gethostname(host, sizeof(host) - 1);
  return host;
}

cluster::wire::Ready ready_message(const RunConfig& config, const chain::Models& models) {
  const ModelInfo &detector = models.detector_info(), &emotion = models.classifier_info();
  // For its speed on this machine `auto` may have taken another file of the same model.
  const bool another = config.precision == Precision::automatic && emotion.name != config.emotion;
  return {getpid(),
          process_cpu_ms(),
          host_name(),
          {detector.name, detector.sha256, detector.width},
          {config.emotion, another ? std::string() : emotion.sha256, 0}};
}

void serve_shares(const RunConfig& config, const ModelStorePaths& paths, cluster::Link& link,
                  const std::atomic<bool>& stop, const RunHooks& hooks) {
  const Station station(config, paths, link, stop, hooks.stages);
  Sender sender(link);
  SegmentWorker worker(station.tools(), sender);
  worker.prepare(station.tools().likely());
  link.send(ready_message(config, station.models()));
  Probing probing(hooks.probe);
  while (auto message = link.receive()) {
    auto* share = std::get_if<cluster::wire::Share>(&*message);
    if (!share) break;  // Over
    worker.run(work_of(*share, config));
    link.send(cluster::wire::Idle{});
  }
  const std::string notes = probing.notes();
  link.send(cluster::wire::Bye{.cpu_ms = process_cpu_ms(), .notes = notes});
}

}  // namespace mien::recordings
