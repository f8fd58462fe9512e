/// Values: what a user sets, and faces.

#include <chrono>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include <nanobind/stl/filesystem.h>

#include "mien/input.h"

#include "module.h"

namespace mien::python {

namespace {

std::string expressions_of(const Settings& config) {
  return std::string(name_of(config.expressions));
}

void set_expressions(Settings& config, const std::string& word) {
  const auto expressions = expressions_named(word);
  if (!expressions)
    throw Error(ErrorKind::usage, "expressions", "'" + word + "' is not a known value",
                "all or smile");
  config.expressions = *expressions;
}

std::string precision_of(const Settings& config) { return std::string(name_of(config.precision)); }

void set_precision(Settings& config, const std::string& word) {
  const auto precision = precision_named(word);
  if (!precision)
    throw nb::value_error(("precision cannot be '" + word + "': auto, f32, bf16, int8").c_str());
  config.precision = *precision;
}

void set_detect_fps(Settings& config, double fps) {
  if (!(fps >= 0 && fps <= 1000))
    throw nb::value_error(("detect_fps cannot be " + std::to_string(fps) +
                           ": 0 to 1000 frames a second (0: every frame)")
                              .c_str());
  config.detect_fps = fps;
}

nb::dict probabilities_of(const Face& face) {
  nb::dict all;
  for (std::size_t i = 0; i < kEmotions; ++i) {
    const std::string_view name = name_of(static_cast<Emotion>(i));
    all[nb::str(name.data(), name.size())] = face.expression.probabilities[i];
  }
  return all;
}

nb::object landmarks_of(const Face& face) {
  if (!face.detection.landmarks) return nb::none();
  nb::list points;
  for (const Point& point : *face.detection.landmarks)
    points.append(nb::make_tuple(point.x, point.y));
  return points;
}

/// A datetime with a zone, or None.
nb::object begin_of(const CameraConfig& camera) {
  if (!camera.started_at) return nb::none();
  const nb::module_ datetime = nb::module_::import_("datetime");
  const double seconds = static_cast<double>(camera.started_at->time_since_epoch().count()) / 1e3;
  return datetime.attr("datetime")
      .attr("fromtimestamp")(seconds, datetime.attr("timezone").attr("utc"));
}

void set_begin(CameraConfig& camera, const nb::object& begin) {
  if (begin.is_none()) return camera.started_at.reset();
  if (!nb::hasattr(begin, "tzinfo") || begin.attr("tzinfo").is_none())
    throw nb::value_error("started_at is a datetime with a time zone, or None");
  const double seconds = nb::cast<double>(begin.attr("timestamp")());
  camera.started_at = WallTime(std::chrono::milliseconds(std::llround(seconds * 1e3)));
}

/// A list of cameras out of any iterable of them; the cameras themselves, not copies.
nb::list cameras_in(const nb::object& given) {
  nb::list cameras;
  for (nb::handle each : given) {
    if (!nb::isinstance<CameraConfig>(each))
      throw nb::type_error(
          ("cameras are mien.Camera, not " + nb::cast<std::string>(each.type().attr("__name__")))
              .c_str());
    cameras.append(each);
  }
  return cameras;
}

std::string words_of(const Face& face) {
  const Box& box = face.detection.box;
  return "<mien.Face at " + std::to_string(static_cast<int>(box.x)) + "," +
         std::to_string(static_cast<int>(box.y)) + ", " + std::to_string(static_cast<int>(box.w)) +
         " × " + std::to_string(static_cast<int>(box.h)) +
         " px: " + std::string(name_of(face.expression.label)) + ">";
}

/// Words of a camera: a file's name is in them byte by byte.
template <std::string CameraConfig::*member>
constexpr auto get_words = [](const CameraConfig& camera) { return escaped_of(camera.*member); };
template <std::string CameraConfig::*member>
constexpr auto set_words =
    [](CameraConfig& camera, const nb::str& words) { camera.*member = bytes_of(words); };

void bind_config(nb::module_& module) {
  nb::class_<CameraConfig>(module, "Camera", "An input: a recording or a live camera.")
      .def(
          "__init__",
          [](CameraConfig* made, const nb::str& name, const nb::str& input,
             const nb::str& content) {
            new (made) CameraConfig{.name = bytes_of(name), .input = bytes_of(input)};
            made->content = bytes_of(content);
          },
          nb::arg("name"), nb::arg("input"), nb::arg("content") = "")
      .def_prop_rw("name", get_words<&CameraConfig::name>, set_words<&CameraConfig::name>)
      .def_prop_rw("input", get_words<&CameraConfig::input>, set_words<&CameraConfig::input>,
                   "Path, folder, loop:clip.mp4, URL, v4l2:/dev/video0.")
      .def_prop_rw("content", get_words<&CameraConfig::content>, set_words<&CameraConfig::content>,
                   "What people in front of it look at.")
      .def_rw("detect_fps", &CameraConfig::detect_fps,
              "Searches per second; -1: the run's setting.")
      .def_prop_rw("started_at", begin_of, set_begin,
                   nb::for_getter(nb::sig("def started_at(self) -> typing.Any")),
                   nb::for_setter(nb::arg("begin").none()),
                   nb::for_setter(nb::sig("def started_at(self, begin: typing.Any, /) -> None")),
                   "When a recording begins, a datetime with a zone; None: as it says itself.")
      .def_rw("width", &CameraConfig::width, "Width of the network's input; 0: the run's setting.");
  module.def(
      "camera_of",
      [](const nb::str& input, const std::vector<CameraConfig>& others) {
        return camera_of(bytes_of(input), others);
      },
      nb::arg("input"), nb::arg("others"),
      "A camera for an input without a name; it is named like the input, without passwords.");
  nb::class_<Settings>(module, "Config", "The settings of runs and live cameras.")
      .def(nb::init<>())
      .def(
          "copy", [](const Settings& config) { return Settings(config.taken()); },
          "An independent copy.")
      .def_prop_rw(
          "cameras", [](const Settings& config) { return config.listed; },
          [](Settings& config, const nb::object& cameras) { config.listed = cameras_in(cameras); },
          nb::for_getter(nb::sig("def cameras(self) -> list[Camera]")),
          nb::for_setter(nb::sig("def cameras(self, cameras: typing.Iterable[Camera], /) -> None")),
          "A list that may be changed in place.")
      .def_rw("detector", &RunConfig::detector, "'' or 'auto': the best one available.")
      .def_rw("emotion", &RunConfig::emotion, "'none': expressions are not read.")
      .def_prop_rw("expressions", expressions_of, set_expressions,
                   "'smile': only smile or no smile; no valence.")
      .def_prop_rw("precision", precision_of, set_precision, "auto, f32, bf16 or int8.")
      .def_rw("width", &RunConfig::width, "Longest side of the network's input, in pixels.")
      .def_rw("min_confidence", &RunConfig::min_confidence, "0: the detector's own.")
      .def_prop_rw(
          "detect_fps", [](const Settings& config) { return config.detect_fps; }, set_detect_fps,
          "Searches per second; 0: every frame.")
      .def_rw("workers", &RunConfig::workers, "0: one per core.")
      .def_rw("approach", &RunConfig::approach)
      .def_prop_rw(
          "min_audience", [](const Settings& config) { return config.audience.min_audience; },
          [](Settings& config, int people) { config.audience.min_audience = people; },
          "Number of people that a figure needs to be shown.")
      .def_prop_rw(
          "time_zone", [](const Settings& config) { return config.audience.time_zone; },
          [](Settings& config, std::string zone) { config.audience.time_zone = std::move(zone); },
          "The store's time zone, such as Europe/Berlin; '': this machine's.");
  module.def(
      "load_config",
      [](const std::filesystem::path& file) {
        return Settings(load_config(file, environment_here()));
      },
      nb::arg("file"), nb::sig("def load_config(file: str | os.PathLike[str]) -> Config"),
      "Reads mien.yaml; {MIEN_NAME} in it comes from os.environ.");
}

}  // namespace

Settings::Settings(RunConfig config) : RunConfig(std::move(config)) {
  for (CameraConfig& camera : cameras) listed.append(nb::cast(std::move(camera)));
  cameras.clear();
}

RunConfig Settings::taken() const {
  RunConfig config = *this;
  for (nb::handle camera : cameras_in(listed))
    config.cameras.push_back(nb::cast<const CameraConfig&>(camera));
  return config;
}

void bind_values(nb::module_& module) {
  nb::class_<Face>(module, "Face", "A face in a picture. An expression is an estimate.")
      .def_prop_ro(
          "box",
          [](const Face& face) {
            const Box& box = face.detection.box;
            return nb::make_tuple(box.x, box.y, box.w, box.h);
          },
          nb::sig("def box(self) -> tuple[float, float, float, float]"),
          "x, y, width, height in pixels of the upright picture.")
      .def_prop_ro(
          "confidence", [](const Face& face) { return face.detection.confidence; },
          "Confidence of the detection, 0 … 1.")
      .def_prop_ro("landmarks", landmarks_of,
                   nb::sig("def landmarks(self) -> list[tuple[float, float]] | None"),
                   "Eyes, nose, mouth corners; None if the detector has none.")
      .def_prop_ro(
          "emotion", [](const Face& face) { return std::string(name_of(face.expression.label)); },
          "'neutral' … 'contempt', or 'unknown'.")
      .def_prop_ro(
          "doubt", [](const Face& face) { return std::string(name_of(face.expression.doubt)); },
          "Why it is unknown; 'none' if it is known.")
      .def_prop_ro("probabilities", probabilities_of,
                   nb::sig("def probabilities(self) -> dict[str, float]"))
      .def_prop_ro("emotion_confidence",
                   [](const Face& face) { return face.expression.confidence; })
      .def_prop_ro(
          "valence", [](const Face& face) { return face.expression.valence; },
          "-1 … 1; NaN: not read.")
      .def_prop_ro(
          "arousal", [](const Face& face) { return face.expression.arousal; },
          "-1 … 1; NaN: not read.")
      .def_prop_ro(
          "quality", [](const Face& face) { return face.quality.overall; }, "0 … 1.")
      .def_ro("track", &Face::track, "Anonymous id within a run and an input; 0: none.")
      .def_prop_ro("zone", [](const Face& face) { return text_of(face.zone); })
      .def_prop_ro("content", [](const Face& face) { return text_of(face.content); })
      .def("__repr__", words_of);
  bind_config(module);
}

}  // namespace mien::python
