#pragma once
/// \file A photograph for the dlib detectors, scaled by dlib to their canvases.

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <optional>

#include <dlib/image_io.h>
#include <dlib/image_transforms.h>

#include "mien/types.h"

namespace mien::face::testing {

using Photo = dlib::array2d<dlib::rgb_pixel>;

/// The file of the model cache, by MIEN_MODELS_DIR; nothing where that is unset or has no such
/// file.
inline std::optional<std::filesystem::path> cached(const char* name) {
  const char* folder = std::getenv("MIEN_MODELS_DIR");
  if (!folder) return std::nullopt;
  const auto file = std::filesystem::path(folder) / name;
  if (!std::filesystem::exists(file)) return std::nullopt;
  return file;
}

/// `share` of the photograph's size, 0..1.
inline Photo load_photo(const std::filesystem::path& file, double share) {
  Photo whole, scaled;
  dlib::load_image(whole, file.string());
  scaled.set_size(static_cast<long>(static_cast<double>(whole.nr()) * share),
                  static_cast<long>(static_cast<double>(whole.nc()) * share));
  dlib::resize_image(whole, scaled);
  return scaled;
}

/// Fills a canvas of the photograph's size or any other, and says how it lies there.
inline Letterbox fill(const Canvas& canvas, const Photo& photo) {
  Photo scaled(canvas.height, canvas.width);
  dlib::resize_image(photo, scaled);
  for (int y = 0; y < canvas.height; ++y) {
    std::uint8_t* row = canvas.data + static_cast<std::ptrdiff_t>(y) * canvas.stride;
    for (int x = 0; x < canvas.width; ++x) {
      const dlib::rgb_pixel pixel = scaled[y][x];
      if (canvas.format == PixelFormat::gray) {
        dlib::assign_pixel(row[x], pixel);
      } else {
        std::memcpy(row + x * 3, &pixel, 3);
      }
    }
  }
  return {static_cast<float>(photo.nc()) / static_cast<float>(canvas.width),
          static_cast<float>(photo.nr()) / static_cast<float>(canvas.height),
          canvas.width,
          canvas.height,
          static_cast<int>(photo.nc()),
          static_cast<int>(photo.nr())};
}

}  // namespace mien::face::testing
