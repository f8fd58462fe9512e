/// Callables and objects of Python in the place of mien's stages and sinks.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <mutex>

#include "mien/error.h"
#include "mien/expression.h"

#include "module.h"

namespace mien::python {

namespace {

constexpr char kFaces[] = "an iterable of (x, y, width, height, confidence)";
constexpr char kWanted[] = "eight probabilities, in the order of mien.EMOTIONS";
constexpr int kFace = 64;  ///< side of the pictures that a classifier of Python is given

/// What Python raised, as mien's own: in its words; and what it returned that is not `wanted`.
template <class Call>
auto guarded(const char* where, const char* wanted, Call call) {
  try {
    return call();
  } catch (const std::bad_cast&) {
    throw mien::Error(ErrorKind::usage, where, "returned an unexpected value", wanted);
  } catch (const nb::python_error& error) {
    throw mien::Error(ErrorKind::usage, where, error.what());
  }
}

/// The same, and `failed` hears of it.
template <class Call>
auto told(const StageFailed& failed, const char* where, const char* wanted, Call call) {
  try {
    return guarded(where, wanted, call);
  } catch (const mien::Error& error) {
    if (failed) failed(error);
    throw;
  }
}

/// A callable, and whose turn it is: that of all instances of all stages of a run.
struct Called {
  std::shared_ptr<nb::object> call;
  std::shared_ptr<std::mutex> turn;
};

/// One call at a time: what is called may let go of the GIL in its midst. The turn is waited for
/// without the GIL, which who has the turn may need.
class Alone {
 public:
  explicit Alone(const Called& stage) : turn_(*stage.turn) {}

 private:
  const std::lock_guard<std::mutex> turn_;
  const nb::gil_scoped_acquire held_;
  const WithinCall within_;
};

/// A callable: picture (height × width × 3, RGB, a view that is valid during the call) → an
/// iterable of (x, y, width, height, confidence) in its pixels.
class PythonDetector final : public Detector {
 public:
  PythonDetector(Called stage, int width, StageFailed failed)
      : stage_(std::move(stage)), side_(width), failed_(std::move(failed)) {}

  Canvas canvas(int frame_width, int frame_height) override {
    const int longest = std::max({frame_width, frame_height, 1});
    width_ = std::max(1, frame_width * side_ / longest);
    height_ = std::max(1, frame_height * side_ / longest);
    bytes_.resize(static_cast<std::size_t>(width_) * height_ * 3);
    return {bytes_.data(), width_, height_, 3 * width_, PixelFormat::rgb};
  }

  std::vector<Detection> detect(const Letterbox& box) override {
    const Alone now(stage_);
    return told(failed_, "own detector", kFaces, [&] {
      const auto picture = nb::ndarray<nb::numpy, const std::uint8_t>(
          bytes_.data(),
          {static_cast<std::size_t>(height_), static_cast<std::size_t>(width_), std::size_t{3}},
          nb::handle());
      std::vector<Detection> found;
      for (nb::handle each : (*stage_.call)(picture)) {
        const auto [x, y, w, h, sure] =
            nb::cast<std::tuple<float, float, float, float, float>>(nb::tuple(each));
        for (const float value : {x, y, w, h, sure})
          if (!std::isfinite(value))
            throw mien::Error(ErrorKind::usage, "own detector",
                              "returned a value that is not a number", kFaces);
        found.push_back(
            {.box = {x * box.scale_x, y * box.scale_y, w * box.scale_x, h * box.scale_y},
             .confidence = sure});
      }
      std::ranges::stable_sort(found, std::greater<>(), &Detection::confidence);
      return found;
    });
  }

 private:
  const Called stage_;
  const int side_;
  const StageFailed failed_;
  int width_ = 0, height_ = 0;
  std::vector<std::uint8_t> bytes_;
};

/// A callable: face (64 × 64 × 3, RGB) → eight probabilities in the order of mien.EMOTIONS.
class PythonClassifier final : public Classifier {
 public:
  PythonClassifier(Called stage, StageFailed failed)
      : stage_(std::move(stage)), failed_(std::move(failed)) {}

  CropSpec crop(const Detection& face) const override {
    return {.center = face.box.center(), .side = face.box.h};
  }
  Canvas canvas(std::size_t slot) override {
    if (slots_.size() <= slot) slots_.resize(slot + 1);
    slots_[slot].resize(kFace * kFace * 3);
    return {slots_[slot].data(), kFace, kFace, 3 * kFace, PixelFormat::rgb};
  }
  void classify(std::span<Expression> out) override {
    if (out.empty()) return;
    const Alone now(stage_);
    told(failed_, "own classifier", kWanted, [&] {
      for (std::size_t slot = 0; slot < out.size(); ++slot) out[slot] = read(slots_[slot].data());
    });
  }

 private:
  Expression read(const std::uint8_t* face) {
    const auto picture = nb::ndarray<nb::numpy, const std::uint8_t>(
        face, {std::size_t{kFace}, std::size_t{kFace}, std::size_t{3}}, nb::handle());
    const auto given = nb::cast<std::vector<float>>(nb::list((*stage_.call)(picture)));
    if (given.size() != kEmotions)
      throw mien::Error(ErrorKind::usage, "own classifier",
                        "returned " + std::to_string(given.size()) + " values", kWanted);
    std::array<float, kEmotions> probabilities;
    std::ranges::copy(given, probabilities.begin());
    return expression_of(probabilities);
  }

  const Called stage_;
  const StageFailed failed_;
  std::vector<std::vector<std::uint8_t>> slots_;
};

class PythonSink final : public Sink {
 public:
  explicit PythonSink(nb::object object) : object_(std::move(object)) {}
  ~PythonSink() override {
    const nb::gil_scoped_acquire held;
    object_.reset();
  }
  void frame(const std::string& input, const FrameResult& result) override {
    call("frame", [&](const nb::object& method) {
      method(text_of(input), result.frame.seconds, nb::cast(result.faces, nb::rv_policy::copy));
    });
  }
  void track(const std::string& input, const Track& ended) override {
    call("track", [&](const nb::object& method) {
      const std::string_view label = name_of(ended.expression.label);
      method(text_of(input), ended.id, ended.start_s, ended.end_s,
             nb::str(label.data(), label.size()));
    });
  }
  void close(const Summary&) override {
    call("close", [](const nb::object& method) { method(); });
  }

 private:
  template <class Body>
  void call(const char* name, Body body) {
    const nb::gil_scoped_acquire held;
    const WithinCall within;
    if (!nb::hasattr(object_, name)) return;
    guarded(name, "nothing", [&] { body(object_.attr(name)); });
  }

  nb::object object_;
};

}  // namespace

OwnStages stages_of(const nb::object& detector, const nb::object& classifier,
                    const StageFailed& failed) {
  OwnStages stages;
  const auto turn = std::make_shared<std::mutex>();
  if (!detector.is_none())
    stages.detector = OwnDetector{{.name = "python", .precision = "native"},
                                  [stage = Called{kept(detector), turn}, failed](int width) {
                                    return std::make_unique<PythonDetector>(stage, width, failed);
                                  }};
  if (!classifier.is_none())
    stages.classifier = OwnClassifier{{.name = "python", .precision = "native"},
                                      [stage = Called{kept(classifier), turn}, failed] {
                                        return std::make_unique<PythonClassifier>(stage, failed);
                                      }};
  return stages;
}

std::unique_ptr<Sink> sink_of(nb::object object) {
  return std::make_unique<PythonSink>(std::move(object));
}

}  // namespace mien::python
