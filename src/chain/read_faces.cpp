// The second half of a picture's way: its faces are cut out and read.
#include "mien/expression.h"

#include "chain/chain.h"
#include "chain/stage_timer.h"

namespace mien::chain {

// `demand`: null where every face is read.
void FrameChain::read(const Scene& scene, FrameResult& result, Demand* demand, StageTimes& times) {
  for (Face& face : result.faces) {  // until it is read nothing is known of it
    face.expression = expression_of({});
    face.expression.doubt = Doubt::none;
  }
  if (!classifier_) return;
  crop(scene, result, demand, times);
  classify(result, demand, times);
}

void FrameChain::crop(const Scene& scene, FrameResult& result, Demand* demand, StageTimes& times) {
  StageTimer timer(Stage::crop, times.crop);
  if (demand) demand->look(result);
  readable_.clear();
  for (std::size_t i = 0; i < result.faces.size(); ++i) crop_face(scene, i, result, demand);
}

void FrameChain::crop_face(const Scene& scene, std::size_t number, FrameResult& result,
                           Demand* demand) {
  Face& face = result.faces[number];
  Doubt& doubt = face.expression.doubt;
  const bool told = demand && demand->knows_sharper(number);
  face::QualityLimits limits;
  const bool small = told && !(face.detection.box.h >= limits.min_height);
  if (small) limits.min_height = 0;  // its size was enough on a sharper picture
  doubt =
      face::doubt_before_crop(face.detection, scene.cut.info.width, scene.cut.info.height, limits);
  if (doubt != Doubt::none) return;
  if (small) return demand->keep(number, face);
  const Canvas canvas = classifier_->canvas(readable_.size());
  cropper_.cut(scene.cut, classifier_->crop(face.detection), canvas);
  face.quality = face::assess(face.detection, canvas);
  doubt = face::doubt_after_crop(face.quality);
  if (doubt != Doubt::none && !told) return;
  if (doubt != Doubt::none || (demand && !demand->read_due(number, canvas)))
    return demand->keep(number, face);
  readable_.push_back(number);
  if (demand && demand->compares_streams()) crop_beside(scene, number, result, *demand);
}

// In the classifier's next place, which the next face gets.
void FrameChain::crop_beside(const Scene& scene, std::size_t number, const FrameResult& result,
                             Demand& demand) {
  const FrameInfo &small = scene.searched.info, &large = result.frame;
  Detection face = result.faces[number].detection;
  stretch(face, static_cast<float>(small.width) / static_cast<float>(large.width),
          static_cast<float>(small.height) / static_cast<float>(large.height));
  const Canvas canvas = classifier_->canvas(readable_.size());
  cropper_.cut(scene.searched, classifier_->crop(face), canvas);
  demand.beside(number, canvas);
}

void FrameChain::classify(FrameResult& result, Demand* demand, StageTimes& times) {
  StageTimer timer(Stage::classify, times.classify);
  expressions_.assign(readable_.size(), expression_of({}));
  classifier_->classify(expressions_);
  for (std::size_t slot = 0; slot < readable_.size(); ++slot) {
    const std::size_t face = readable_[slot];
    result.faces[face].expression = expressions_[slot];
    if (demand) demand->read(face, result.faces[face]);
  }
}

}  // namespace mien::chain
