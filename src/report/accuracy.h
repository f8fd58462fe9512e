#pragma once
/// \file eval_detect.json and eval_emotion.json: how much is found, and how well it is read.

#include "report/node.h"

namespace mien::report {

/// One object per detector: {detector, precision, width, images, ms, ap: [[height, ap, faces]]}.
/// The file holds one, or a list of them under "results".
/// Throws Error(input) that names the key where a value is broken.
json detection_json(const Node&);

/// One object per model of "models". Throws as detection_json does.
json emotion_json(const Node&);

}  // namespace mien::report
