/// mien/analyze.h: the chain of one frame, on the caller's thread.

#include <utility>

#include "mien/analyze.h"

#include "chain/chain.h"
#include "chain/detector_choice.h"
#include "chain/own_stages.h"
#include "chain/run_info.h"
#include "media/pixels.h"

namespace mien {

namespace {

RunConfig settled(RunConfig config, const ModelStorePaths& models, const OwnStages& stages) {
  config = chain::with_own(std::move(config), stages);
  config = chain::with_detector(std::move(config), models, chain::Family::cnn);
  config.approach = "analyzer";
  chain::settle_detector(chain::Family::cnn, "", config);
  config.tuning.streams = 0;
  config.tuning.batch = 1;
  if (config.cameras.empty()) config.cameras.emplace_back();
  config.cameras.resize(1);
  if (config.cameras[0].width > 0) config.width = config.cameras[0].width;
  return config;
}

}  // namespace

class Analyzer::Impl {
 public:
  Impl(const RunConfig& wished, const ModelStorePaths& paths, const OwnStages& stages)
      : config_(settled(wished, paths, stages)),
        models_(config_, paths, 1, stages),
        info_(chain::run_info(config_, models_, 1)),
        masks_(config_.cameras[0]),
        chain_(models_) {}

  const std::vector<Face>& read(const Frame& frame) {
    chain_.process(frame, config_.width, masks_, result_, times_);
    for (Face& face : result_.faces) {
      Expression& read = face.expression;
      if (read.doubt != Doubt::none || read.confidence >= models_.least_confidence()) continue;
      read.label = Emotion::unknown;
      read.doubt = Doubt::low_confidence;
    }
    return result_.faces;
  }
  const std::vector<Face>& read(const Pixels& picture) { return read(pixels_.frame_of(picture)); }

  const StageTimes& times() const { return times_; }
  const RunInfo& info() const { return info_; }

 private:
  const RunConfig config_;
  const chain::Models models_;
  const RunInfo info_;
  const chain::Masks masks_;
  chain::FrameChain chain_;
  media::PixelReader pixels_;
  FrameResult result_;
  StageTimes times_;
};

Analyzer::Analyzer(const RunConfig& config, const ModelStorePaths& models, const OwnStages& stages)
    : impl_(std::make_unique<Impl>(config, models, stages)) {}
Analyzer::~Analyzer() = default;
Analyzer::Analyzer(Analyzer&&) noexcept = default;
Analyzer& Analyzer::operator=(Analyzer&&) noexcept = default;

const std::vector<Face>& Analyzer::read(const Pixels& picture) { return impl_->read(picture); }
const std::vector<Face>& Analyzer::read(const Frame& frame) { return impl_->read(frame); }
StageTimes Analyzer::times() const { return impl_->times(); }
const RunInfo& Analyzer::info() const { return impl_->info(); }

}  // namespace mien
