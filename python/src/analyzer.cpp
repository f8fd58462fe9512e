/// mien.Analyzer: an array in, faces out.

#include <atomic>
#include <limits>

#include "mien/analyze.h"

#include "module.h"

namespace mien::python {

namespace {

using Picture = nb::ndarray<nb::ro>;

/// The array behind a Python object, where it lies; nothing is converted.
Picture picture_of(const nb::object& given) {
  Picture array;
  if (!nb::try_cast(given, array, false))
    throw nb::type_error(("a picture is an array of uint8 in this machine's memory, not " +
                          nb::cast<std::string>(given.type().attr("__name__")))
                             .c_str());
  if (array.device_type() != nb::device::cpu::value)
    throw nb::type_error("a picture must be in this machine's memory, not in a device's: copy it");
  if (array.dtype() != nb::dtype<std::uint8_t>())
    throw nb::type_error(
        "a picture must hold uint8, 0 … 255 (of floats from 0 to 1: (255 * "
        "picture).astype('uint8'))");
  return array;
}

PixelLayout layout_of(bool bgr, std::size_t channels) {
  if (channels == 1) return PixelLayout::gray;
  if (channels == 4) return bgr ? PixelLayout::bgra : PixelLayout::rgba;
  return bgr ? PixelLayout::bgr : PixelLayout::rgb;
}

/// The array's own memory as a picture. Rows may lie apart, the values of a row may not.
Pixels pixels_of(const Picture& array, bool bgr, bool still) {
  const bool gray = array.ndim() == 2;
  const std::size_t channels = gray ? 1 : array.ndim() == 3 ? array.shape(2) : 0;
  if (channels != 1 && channels != 3 && channels != 4)
    throw nb::value_error(
        "a picture is an array of height × width × 3 (or 4), or of height × width");
  const bool dense = array.stride(1) == static_cast<std::int64_t>(channels) &&
                     (gray || array.stride(2) == 1) && array.stride(0) > 0;
  if (!dense)
    throw nb::value_error("the pixels of a row must be contiguous (numpy.ascontiguousarray)");
  if (array.stride(0) > std::numeric_limits<int>::max())
    throw nb::value_error("the rows of a picture lie too far apart (numpy.ascontiguousarray)");
  Pixels pixels;
  pixels.layout = layout_of(bgr, channels);
  pixels.width = static_cast<int>(std::min<std::size_t>(array.shape(1), 1 << 20));
  pixels.height = static_cast<int>(std::min<std::size_t>(array.shape(0), 1 << 20));
  pixels.planes[0] = static_cast<const std::uint8_t*>(array.data());
  pixels.strides[0] = static_cast<int>(array.stride(0));
  pixels.still = still;
  return pixels;
}

/// One thread at a time; a detector of Python that asks the Analyzer it works for is refused too.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& busy) : busy_(busy) {
    if (busy_.exchange(true))
      throw mien::Error(ErrorKind::usage, "Analyzer", "is reading another picture",
                        "make one Analyzer for each thread");
  }
  ~Turn() { busy_ = false; }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::atomic<bool>& busy_;
};

class PictureAnalyzer {
 public:
  PictureAnalyzer(const RunConfig& config, bool bgr, bool still, const ModelStorePaths& models,
                  const OwnStages& stages)
      : bgr_(bgr), still_(still), analyzer_(config, models, stages) {}

  std::vector<Face> read(const nb::object& given) {
    const Picture picture = picture_of(given);
    const Pixels pixels = pixels_of(picture, bgr_, still_);
    const Turn mine(busy_);
    const AliveCall until_here;
    const nb::gil_scoped_release others_may_run;
    return analyzer_.read(pixels);
  }
  const RunInfo& info() const { return analyzer_.info(); }

 private:
  const bool bgr_;
  const bool still_;
  std::atomic<bool> busy_{false};
  Analyzer analyzer_;
};

}  // namespace

void bind_analyzer(nb::module_& module) {
  nb::class_<PictureAnalyzer>(module, "PictureAnalyzer")
      .def(
          "__init__",
          [](PictureAnalyzer* made, const Settings& settings, const std::string& color, bool still,
             bool offline, const nb::object& detector, const nb::object& classifier) {
            RunConfig config = settings.taken();
            config.cameras.clear();  // a picture is none of theirs: neither their masks nor width
            const OwnStages stages = stages_of(detector, classifier);
            const bool none = stages.detector && (stages.classifier || config.emotion == "none");
            const ModelStorePaths models = none ? ModelStorePaths{} : models_here(offline);
            const AliveCall until_here;
            const nb::gil_scoped_release others_may_run;
            new (made) PictureAnalyzer(config, color == "bgr", still, models, stages);
          },
          nb::arg("config"), nb::arg("color"), nb::arg("still"), nb::arg("offline"),
          nb::arg("detector").none(), nb::arg("classifier").none())
      .def("read", &PictureAnalyzer::read, nb::arg("picture"),
           nb::sig("def read(self, picture: typing.Any) -> list[Face]"))
      .def_prop_ro("detector", [](const PictureAnalyzer& own) { return own.info().detector.name; })
      .def_prop_ro("precision",
                   [](const PictureAnalyzer& own) { return own.info().detector.precision; });
}

}  // namespace mien::python
