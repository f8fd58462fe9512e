#pragma once
/// \file What a camera shows that sees nobody: made, for measurements.

#include <filesystem>
#include <string>

namespace mien::density {

/// Writes an H.264 clip of `input`'s size: its first picture, cut into blocks of 16 × 16 pixels
/// that are shuffled (as much detail, and no face), with a sensor's noise on it that differs from
/// frame to frame. Eight seconds at `fps`, a keyframe every two, no B pictures. Throws Error(input)
/// where the input cannot be read, Error(output) where the clip cannot be written.
void make_idle_clip(const std::string& input, double fps, const std::filesystem::path& clip);

}  // namespace mien::density
