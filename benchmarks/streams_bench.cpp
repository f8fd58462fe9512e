/// \file A camera's two streams: what is lost where only keyframes of the large one are decoded?
///
///     bench_streams LARGE.mp4 SMALL.mp4 [SEARCHES 5] [KEYFRAME_S 2] [DETECTOR yunet-n]
///
/// Both clips show the same, picture by picture; MIEN_MODELS_DIR is the model cache. Faces are
/// searched in the small one. Labels of single sights are compared with those that are read where
/// all of the large stream is decoded (`demand: { decode: off }`).

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include <fmt/core.h>

#include "mien/error.h"

#include "chain/chain.h"
#include "chain/detector_choice.h"
#include "video/video.h"

namespace {

using mien::Emotion;
using mien::Face;
using mien::Frame;
using mien::FrameResult;
using mien::StageTimes;
namespace chain = mien::chain;

constexpr int kWidth = 640;

struct Arguments {
  std::string large, small;
  double searches = 5, keyframe_s = 2;
  std::string detector = "yunet-n";
};

/// Labels of one way of reading, beside the reference.
struct Agreement {
  const char* way;
  std::int64_t sights = 0, agree = 0, known = 0, known_agree = 0, readings = 0;
  StageTimes times;

  void see(Emotion reference, Emotion label) {
    ++sights;
    agree += label == reference;
    if (label == Emotion::unknown || reference == Emotion::unknown) return;
    ++known;
    known_agree += label == reference;
  }
  void print() const {
    const auto share = [](std::int64_t part, std::int64_t all) {
      return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : 0;
    };
    fmt::print("{:<34} {:>8} {:>8.3f} {:>14.3f} {:>9.2f} {:>16.2f}\n", way, sights,
               share(agree, sights), share(known_agree, known), share(readings, sights),
               sights > 0 ? (times.crop + times.classify) / static_cast<double>(sights) : 0);
  }
};

/// What the last keyframe said of whoever stands there; the face's own where it said nothing.
Emotion held(const FrameResult& keyframe, const FrameResult& now, const Face& face) {
  float most = chain::ReadGate::kSameBox;
  Emotion label = face.expression.label;
  for (const Face& before : keyframe.faces) {
    const float shared = iou(chain::part_of(before.detection.box, keyframe.frame),
                             chain::part_of(face.detection.box, now.frame));
    if (shared < most) continue;
    most = shared;
    label = before.expression.label;
  }
  return label;
}

class Comparison {
 public:
  Comparison(const Arguments& arguments, const mien::ModelStorePaths& paths)
      : models_(config_of(arguments), paths, 1), chain_(models_) {
    demand_.begin(arguments.searches);
  }

  void see(const Frame& small, const Frame& large, bool keyframe) {
    FrameResult whole, coarse, ours;
    chain_.submit(small, kWidth, {}, reference_.times);
    chain_.complete(small, large, whole, reference_.times);
    chain_.process(small, kWidth, {}, coarse, small_.times);
    demand_.cut(keyframe ? chain::Cut::sharp : chain::Cut::coarse);
    chain_.process(small, keyframe ? large : small, kWidth, {}, demand_, ours, ours_.times);
    if (keyframe) keyframe_ = whole;
    ours_.readings += demand_.take_counts().readings;
    for (std::size_t i = 0; i < whole.faces.size(); ++i) {  // one search, the same faces
      const Emotion label = whole.faces[i].expression.label;
      ++reference_.readings;
      ++small_.readings;
      reference_.see(label, label);
      small_.see(label, coarse.faces.at(i).expression.label);
      ours_.see(label, ours.faces.at(i).expression.label);
      held_.see(label, held(keyframe_, coarse, coarse.faces.at(i)));
    }
    held_.readings += keyframe ? static_cast<std::int64_t>(whole.faces.size()) : 0;
  }
  void print() const {
    fmt::print("{:<34} {:>8} {:>8} {:>14} {:>9} {:>16}\n", "expressions read from", "sights",
               "agree", "known in both", "readings", "CPU ms a sight");
    for (const Agreement* way : {&reference_, &held_, &ours_, &small_}) way->print();
  }

 private:
  static mien::RunConfig config_of(const Arguments& arguments) {
    mien::RunConfig config;
    config.detector = arguments.detector;
    config.width = kWidth;
    config.tuning = {.streams = 0, .batch = 1};
    chain::settle_detector(chain::Family::cnn, "", config);
    return config;
  }

  chain::Models models_;
  chain::FrameChain chain_;
  chain::Demand demand_{{.read = mien::OnDemand::automatic,
                         .search = mien::OnDemand::off,
                         .decode = mien::OnDemand::automatic}};
  FrameResult keyframe_;
  Agreement reference_{"the large stream, all of it"};
  Agreement held_{"keyframes alone, held (before)"};
  Agreement ours_{"keyframes, small where it changes"};
  Agreement small_{"the small stream alone"};
};

int run(const Arguments& arguments) {
  const char* models = std::getenv("MIEN_MODELS_DIR");
  Comparison comparison(arguments, {MIEN_SOURCE_DIR "/models/manifest.yaml", models ? models : ""});
  const auto large = mien::video::open_source(arguments.large);
  const auto small = mien::video::open_source(arguments.small);
  const double fps = small->info().fps;
  const auto every = std::max(1L, std::lround(fps / arguments.searches));
  const auto searches_a_key = std::max(1L, std::lround(arguments.keyframe_s * fps)) / every;
  Frame sharp, coarse;
  for (long i = 0; large->read(sharp) && small->read(coarse); ++i)
    if (i % every == 0)
      comparison.see(coarse, sharp, i / every % std::max(1L, searches_a_key) == 0);
  comparison.print();
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3)
    return fmt::print(stderr, "bench_streams LARGE SMALL [SEARCHES] [KEYFRAME_S] [DETECTOR]\n"), 2;
  Arguments arguments{.large = words[1], .small = words[2]};
  if (count > 3) arguments.searches = std::atof(words[3]);
  if (count > 4) arguments.keyframe_s = std::atof(words[4]);
  if (count > 5) arguments.detector = words[5];
  try {
    return run(arguments);
  } catch (const mien::Error& error) {
    return fmt::print(stderr, "{}\n", error.what()), 1;
  }
}
