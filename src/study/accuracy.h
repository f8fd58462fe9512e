#pragma once
/// \file eval_detect.json and eval_emotion.json: how much is found, and how well it is read.

#include "study/node.h"

namespace mien::study {

/// One object per detector: {detector, precision, width, images, ms, ap: [[height, ap, faces]],
/// curves: [[height, [[recall, precision]]]], best: [[height, confidence, found, missed, false
/// alarms, precision, recall]]}. The file holds one, or a list of them under "results". Throws
/// Error(input) that names the key where a value is broken.
json detection_json(const Node&);

/// One object per model of "models", with its confusion matrix where there is one. Throws as
/// detection_json does.
json emotion_json(const Node&);

}  // namespace mien::study
