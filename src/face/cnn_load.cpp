/// \file From a manifest's entry to a detector.

#include <algorithm>
#include <string>
#include <utility>

#include "mien/error.h"

#include "face/cnn_detector.h"

namespace mien::face {
namespace {

constexpr int kMaxWidth = 4096;  ///< the network's memory grows with the square of it

// A model that cannot take several pictures is found out when it is compiled for them, or when its
// first outputs are read.
void try_batch(DetectorModel& model) {
  try {
    const auto detectors = model.make_batch();
    const Canvas canvas = detectors[0]->canvas(16, 9);
    detectors[0]->detect(
        {.width = canvas.width, .height = canvas.height, .frame_width = 16, .frame_height = 9});
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::model) throw;
    throw Error(ErrorKind::usage, error.where(),
                "it cannot infer several pictures at once: " + error.reason(),
                "choose another approach than cnn-batched, or another detector");
  }
}

void check(const DetectorOptions& options) {
  if (options.width < kCanvasStep || options.width > kMaxWidth ||
      options.width % kCanvasStep != 0) {
    throw Error(ErrorKind::usage, "width " + std::to_string(options.width),
                "not a size that " + options.name + " can work at",
                "a multiple of 32 from 32 to " + std::to_string(kMaxWidth) + ", such as 640");
  }
  if (options.upsample != 0) {
    throw Error(ErrorKind::usage, "upsample " + std::to_string(options.upsample),
                options.name + " does not upsample", "use a larger width instead");
  }
}

}  // namespace

std::unique_ptr<DetectorModel> load_cnn(const CnnFamily& family, const infer::ModelEntry& entry,
                                        const DetectorOptions& options, infer::Engine& engine,
                                        const infer::ModelStore& store) {
  check(options);
  CnnSetup setup;
  setup.network.precision = infer::precision_for(options.precision);
  setup.network.model = store.locate(entry);
  setup.network.name = entry.name;
  setup.network.format = entry.format;
  setup.network.mean = entry.mean;
  setup.network.scale = entry.scale;
  setup.network.streams = options.streams;
  setup.network.batch = options.batch;
  setup.info = {entry.name, entry.sha256, entry.licence,
                std::string(name_of(setup.network.precision)),
                entry.width > 0 ? std::max(entry.width, entry.height) : options.width};
  setup.fixed = {entry.width, entry.height};
  setup.max_iou = static_cast<float>(entry.max_iou);
  setup.min_confidence = family.min_confidence;
  if (entry.min_confidence > 0) setup.min_confidence = static_cast<float>(entry.min_confidence);
  if (options.min_confidence > 0) setup.min_confidence = static_cast<float>(options.min_confidence);
  auto model = make_cnn(family, std::move(setup), engine);
  if (options.batch > 1) try_batch(*model);
  // A precision that this CPU or model lacks shows only when it is compiled: let that be now rather
  // than at the first frame, with the shape that most cameras have. f32 always works, and so costs
  // nothing before it is needed.
  if (infer::precision_for(options.precision) != Precision::f32) model->make()->canvas(16, 9);
  return model;
}

void expect_values(const infer::Output& output, std::size_t values, std::string_view family,
                   std::string_view name) {
  if (output.data.size() == values) return;
  throw Error(ErrorKind::model, std::string(family),
              "output '" + std::string(name) + "' has " + std::to_string(output.data.size()) +
                  " values where " + std::to_string(values) + " were expected",
              "the file is not a model of this kind");
}

}  // namespace mien::face
