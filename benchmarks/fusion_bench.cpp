// Expressions over time: single frames (before) against what the tracker makes of a face's stay
// (ours), and other ways to join frames, on clips made from labelled stills.
//   bench_fusion --dataset FILE|DIR [--emotion NAME] [--faces N] [--seed N]
// The model lies in the folder that MIEN_MODELS_DIR names. A clip is one still seen by a bad
// camera: a distance and a darkness of its own, and in each of its frames, five a second, another
// shift, scale, blur and noise. `without motion, noise, crop error` is one frame of the same camera
// at its best: joining frames can hardly be expected to exceed it.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>

#include <fmt/core.h>

#include "mien/error.h"

#include "bad_camera.h"
#include "emotion/classifiers.h"
#include "eval/eval_emotion_scores.h"
#include "eval/eval_emotion_views.h"
#include "face/quality.h"
#include "fusion_change.h"
#include "media/cropper.h"
#include "track/smoothing.h"
#include "track/trackers.h"

namespace {

using namespace mien;

constexpr int kLengths[] = {1, 2, 4, 8, 16, 32};
constexpr int kFrames = 32;
constexpr double kFps = 5;

struct Arguments {
  std::string dataset, emotion = "fer", faces = "1000", seed = "1";
};

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  const std::map<std::string, std::string*> options = {{"--dataset", &arguments.dataset},
                                                       {"--emotion", &arguments.emotion},
                                                       {"--faces", &arguments.faces},
                                                       {"--seed", &arguments.seed}};
  for (int i = 1; i + 1 < argc; i += 2)
    if (options.contains(argv[i])) *options.at(argv[i]) = argv[i + 1];
  return arguments;
}

/// Detection to expression, as chain::FrameChain does it.
class Reader {
 public:
  Reader(const std::string& name, const infer::ModelStore& store, infer::Engine& engine)
      : crop_scale_(store.find(name).crop_scale),
        classifier_(emotion::load_classifier(name, Precision::automatic, engine, store)->make()) {}

  Face read(const bench::BadCamera::Shot& shot) {
    Face face;
    const auto height = static_cast<float>(shot.frame.info.height);
    face.detection = {{100, 100, height, height}, 0.9f, std::nullopt};
    CropSpec crop = eval::whole_picture(shot.frame, crop_scale_, *classifier_);
    crop.center.x += shot.crop.right * crop.side;
    crop.center.y += shot.crop.down * crop.side;
    crop.side *= shot.crop.scale;
    const Canvas canvas = classifier_->canvas(0);
    cropper_.cut(shot.frame, crop, canvas);
    face.quality = face::assess(face.detection, canvas);
    face.expression.doubt = face::doubt_after_crop(face.quality);
    if (face.expression.doubt == Doubt::none) classifier_->classify({&face.expression, 1});
    return face;
  }

 private:
  double crop_scale_;
  std::unique_ptr<Classifier> classifier_;
  media::Cropper cropper_;
};

using Probabilities = std::array<float, kEmotions>;

/// The tracker's answers after these frames: of the last one that was read, and of the whole stay.
std::pair<Probabilities, Probabilities> tracked(std::span<const Face> faces) {
  const auto tracker = track::make_tracker();
  FrameResult result;
  Probabilities last{};
  for (std::size_t i = 0; i < faces.size(); ++i) {
    result.frame = {static_cast<std::int64_t>(i), static_cast<double>(i) / kFps, 1280, 720};
    result.faces = {faces[i]};
    tracker->update(result);
    const Expression& smoothed = result.faces[0].expression;
    if (track::is_readable(smoothed)) last = smoothed.probabilities;
  }
  std::vector<Track> tracks = tracker->take_ended(true);
  const auto longest = std::ranges::max_element(tracks, {}, &Track::observations);
  return {last, longest->expression.probabilities};
}

/// Other ways to join readable frames, for comparison.
std::map<std::string, Probabilities> alternatives(std::span<const Face> faces) {
  std::map<std::string, Probabilities> all;
  float best = -1;
  for (const Face& face : faces) {
    if (!track::is_readable(face.expression)) continue;
    const Probabilities& p = face.expression.probabilities;
    const float q = face.quality.overall;
    const auto most = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
    all["3 majority of frames"][most] += 1;
    for (std::size_t i = 0; i < kEmotions; ++i) {
      all["3 mean, not weighted"][i] += p[i];
      all["3 mean, weight quality"][i] += q * p[i];
      all["3 mean, weight quality × confidence"][i] += q * p[most] * p[i];
      all["3 mean, weight confidence squared"][i] += p[most] * p[most] * p[i];
    }
    if (q > best) all["3 best frame alone"] = p;
    best = std::max(best, q);
  }
  return all;
}

/// Answers by way of joining and by length.
using Table = std::map<std::string, std::map<int, eval::EmotionScores>>;

/// `best`: see BadCamera.
void judge(std::span<const Face> clip, const Face& best, Emotion truth, Table& table,
           bench::Changes& changes) {
  const auto count = [&](const std::string& way, int length, const Probabilities& answer) {
    table[way][length].add(truth, eval::guess_of(answer, false));
  };
  for (const int length : kLengths) {
    const auto faces = clip.first(static_cast<std::size_t>(length));
    bool readable = false;
    for (const Face& face : faces) {
      if (!track::is_readable(face.expression)) continue;
      count("0 single frames (before)", length, face.expression.probabilities);
      readable = true;
    }
    if (!readable) continue;
    const auto [last, whole] = tracked(faces);
    count("1 smoothed, last frame (ours)", length, last);
    count("2 the track (ours)", length, whole);
    for (const auto& [way, answer] : alternatives(faces)) count(way, length, answer);
    count("4 without motion, noise, crop error", length, best.expression.probabilities);
    if (length == kFrames) changes.add(clip, truth, eval::guess_of(whole, false).label);
  }
}

void print(const Table& table) {
  fmt::print("{:38}", "accuracy by number of frames");
  for (const int length : kLengths) fmt::print("{:>8}", length);
  fmt::print("   ECE at {}\n", kFrames);
  for (const auto& [way, by_length] : table) {
    fmt::print("{:38}", way.substr(2));
    for (const auto& [length, scores] : by_length)
      fmt::print("{:>6.1f} %", 100 * *scores.accuracy());
    fmt::print("{:>10.1f} %\n", 100 * *by_length.at(kFrames).calibration_error());
  }
}

void compare(const Arguments& arguments, const char* models) {
  const infer::ModelStore store(MIEN_SOURCE_DIR "/models/manifest.yaml", models);
  const auto engine = infer::make_engine(1, {});
  Reader reader(arguments.emotion, store, *engine);
  const auto stills = eval::open_faces(arguments.dataset, eval::FerPart::both);
  std::mt19937 random(static_cast<unsigned>(std::stoul(arguments.seed)));
  Table table;
  bench::Changes changes(kFps);
  const int wanted = std::stoi(arguments.faces);
  int clips = 0;
  std::int64_t readable = 0;
  for (eval::LabelledFace still; clips < wanted && stills->next(still);) {
    const auto truth = stills->has_eight() ? still.eight : still.seven;
    if (!truth) continue;
    bench::BadCamera camera(random);
    std::vector<Face> clip;
    for (int i = 0; i < kFrames; ++i) clip.push_back(reader.read(camera.shoot(still.frame)));
    readable += std::ranges::count_if(
        clip, [](const Face& face) { return track::is_readable(face.expression); });
    judge(clip, reader.read(camera.best(still.frame)), *truth, table, changes);
    ++clips;
  }
  if (clips == 0) throw Error(ErrorKind::input, arguments.dataset, "has no face with a label");
  fmt::print("{} on {} clips, {} frames a second\n\n", arguments.emotion, clips, kFps);
  print(table);
  changes.print();
  fmt::print("\n{:.0f} % of the frames were sharp enough to be read.\n",
             100.0 * static_cast<double>(readable) / (clips * kFrames));
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parse(argc, argv);
  const char* models = std::getenv("MIEN_MODELS_DIR");
  if (arguments.dataset.empty() || !models) {
    fmt::print(stderr,
               "usage: MIEN_MODELS_DIR=DIR bench_fusion --dataset FILE|DIR [--emotion NAME] "
               "[--faces N] [--seed N]\n");
    return 2;
  }
  try {
    compare(arguments, models);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_fusion: {}\n", error.what());
    return 1;
  }
  return 0;
}
