#include "chain/chain.h"

#include "mien/error.h"

#include "base/clock.h"
#include "chain/own_stages.h"
#include "chain/stage_timer.h"
#include "chain/tiles.h"
#include "emotion/smile.h"

namespace mien::chain {

Models::Models(const RunConfig& config, const ModelStorePaths& paths, int workers,
               const OwnStages& stages)
    : own_(stages), width_(config.width), smile_only_(config.expressions == Expressions::smile) {
  const bool reads = config.emotion != "none";
  if (!own_.detector || (reads && !own_.classifier)) {
    store_.emplace(paths);
    engine_ = infer::make_engine(workers, paths.dir / "compiled");
  }
  options_ = {.name = config.detector,
              .width = width_,
              .min_confidence = config.min_confidence,
              .upsample = config.upsample,
              .precision = config.precision,
              .build = config.build,
              .blas = config.blas,
              .color = config.color == "rgb",
              .streams = config.tuning.streams,
              .batch = config.tuning.batch,
              .blas_threads = config.tuning.blas_threads};
  add_width(width_);
  for (const CameraConfig& camera : config.cameras)
    if (camera.width > 0) add_width(camera.width);
  if (own_.classifier) {
    classifier_info_ = own_.classifier->info;
    least_confidence_ = own_.classifier->min_confidence;
  } else if (reads) {
    classifier_ = emotion::load_classifier(config.emotion, config.precision, *engine_, *store_);
    classifier_info_ = classifier_->info();
    least_confidence_ = store_->find(config.emotion).min_confidence;
  }
}

std::unique_ptr<Classifier> Models::classifier() const {
  std::unique_ptr<Classifier> made;
  if (own_.classifier)
    made = own_.classifier->make();
  else if (classifier_)
    made = classifier_->make();
  return smile_only_ ? emotion::smile_only(std::move(made)) : std::move(made);
}

void Models::add_width(int width) {
  std::lock_guard lock(mutex_);
  if (detectors_.contains(width)) return;
  options_.width = width;
  detectors_[width] = own_.detector ? own_detector_model(*own_.detector, options_)
                                    : face::load_detector(options_, *engine_, *store_);
}

face::DetectorModel& Models::model(int width) const {
  std::lock_guard lock(mutex_);
  return *detectors_.at(width);
}

FrameChain::FrameChain(const Models& models)
    : FrameChain(models, [&models](int width) { return models.detector(width); }) {}

FrameChain::FrameChain(const Models& models, DetectorOf detector_of)
    : detector_of_(std::move(detector_of)),
      own_detector_(models.own_detector()),
      classifier_(models.classifier()) {}

void stretch(Detection& face, float x, float y) {
  Box& box = face.box;
  box = {box.x * x, box.y * y, box.w * x, box.h * y};
  if (!face.landmarks) return;
  for (Point& point : *face.landmarks) point = {point.x * x, point.y * y};
}

void resize(FrameResult& result, int width, int height) {
  if (result.frame.width == width && result.frame.height == height) return;
  const float x = static_cast<float>(width) / static_cast<float>(result.frame.width);
  const float y = static_cast<float>(height) / static_cast<float>(result.frame.height);
  for (Face& face : result.faces) stretch(face.detection, x, y);
  result.frame.width = width;
  result.frame.height = height;
}

Detector& FrameChain::detector(int width) {
  auto& detector = detectors_[width];
  if (!detector) detector = detector_of_(width);
  return *detector;
}

void FrameChain::prepare(int width, int frame_width, int frame_height) {
  if (frame_width < 1 || frame_height < 1) return;  // what comes, if anything does, is not known
  Detector& own = detector(width);
  const Canvas canvas = own.canvas(frame_width, frame_height);
  if (!own_detector_)
    own.detect({.width = canvas.width,
                .height = canvas.height,
                .frame_width = frame_width,
                .frame_height = frame_height});
  if (classifier_) classifier_->canvas(0);
}

void FrameChain::process(const Frame& frame, int width, const Masks& masks, FrameResult& result,
                         StageTimes& times) {
  submit(frame, width, masks, times);
  complete(frame, result, times);
}

void FrameChain::submit(const Frame& frame, int width, const Masks& masks, StageTimes& times) {
  busy_ = &detector(width);
  width_ = width;
  masks_ = &masks;
  const Canvas canvas = busy_->canvas(frame.info.width, frame.info.height);
  {
    StageTimer timer(Stage::scale, times.scale);
    letterbox_ = scaler_.fit(frame, canvas);
    masks.paint(canvas, letterbox_);
  }
  StageTimer timer(Stage::infer, times.infer);
  busy_->submit();
}

void FrameChain::complete(const Frame& frame, FrameResult& result, StageTimes& times) {
  complete(frame, frame, result, times);
}

void FrameChain::complete(const Frame& frame, const Frame& sharp, FrameResult& result,
                          StageTimes& times) {
  find(frame, sharp, result, times);
  read({sharp, frame}, result, nullptr, times);
}

void FrameChain::process(const Frame& frame, const Frame& sharp, int width, const Masks& masks,
                         Demand& demand, FrameResult& result, StageTimes& times) {
  const auto moved = [&] {
    StageTimer timer(Stage::scale, times.scale);
    return demand.search_due(frame, masks);
  };
  if (moved()) {
    submit(frame, width, masks, times);
    find(frame, sharp, result, times);
    demand.found(result);
  } else {
    demand.hold(frame.info, sharp.info, result);
  }
  read({sharp, frame}, result, &demand, times);
}

bool FrameChain::sees_anyone(const Frame& frame, int width, const Masks& masks, StageTimes& times) {
  submit(frame, width, masks, times);
  return !search(frame, times).empty();
}

void FrameChain::find(const Frame& frame, const Frame& sharp, FrameResult& result,
                      StageTimes& times) {
  result.frame = frame.info;
  result.faces.clear();
  for (const Detection& detection : search(frame, times))
    result.faces.push_back({.detection = detection});
  resize(result, sharp.info.width, sharp.info.height);
}

std::vector<Detection> FrameChain::search(const Frame& frame, StageTimes& times) {
  std::vector<Detection> faces;
  {
    StageTimer timer(Stage::infer, times.infer);
    faces = busy_->detect(letterbox_);
  }
  if (frame.still) search_closer(frame, faces, times);
  return faces;
}

// Photographs may be so large, or so long, that a face is a speck in the network's picture.
void FrameChain::search_closer(const Frame& frame, std::vector<Detection>& faces,
                               StageTimes& times) {
  const std::vector<Tile> tiles = tiles_of(frame, width_);
  for (const Tile& tile : tiles) {
    const Canvas canvas = busy_->canvas(tile.frame.info.width, tile.frame.info.height);
    Letterbox letterbox;
    {
      StageTimer timer(Stage::scale, times.scale);
      letterbox = scaler_.fit(tile.frame, canvas);
      masks_->paint(canvas, letterbox, tile.part);
    }
    StageTimer timer(Stage::infer, times.infer);
    add_faces(tile, frame, busy_->detect(letterbox), faces);
  }
  if (!tiles.empty()) unite(faces);
}

}  // namespace mien::chain
