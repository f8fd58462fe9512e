#pragma once
#include <string>

#include "infer/models.h"

/// How a network is fed, in one word: SIZE:FORMAT:RANGE. SIZE "48x48", or "any"; FORMAT gray, rgb
/// or bgr; RANGE "LOW..HIGH", what black and white become, or "MEAN/SCALE" (one number or three
/// with commas, of 0..255: fed is (value − mean) / scale). Fills the entry's input. Throws
/// Error(usage).
void read_model_input(const std::string& text, mien::infer::ModelEntry& entry);
