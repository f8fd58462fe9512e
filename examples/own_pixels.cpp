// The faces of a picture in your own memory, here a binary PPM file: own_pixels PICTURE.ppm
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "mien/analyze.h"
#include "mien/error.h"

#include "models_here.h"

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: own_pixels PICTURE.ppm\n");
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  std::string kind;
  int width = 0, height = 0, most = 0;
  file >> kind >> width >> height >> most;
  file.get();
  if (!file || kind != "P6" || most != 255 || width < 1 || height < 1) {
    std::fprintf(stderr, "%s: is not a binary PPM picture of 8 bits\n", argv[1]);
    return 3;
  }
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(width) * height * 3);
  file.read(reinterpret_cast<char*>(rgb.data()), static_cast<std::streamsize>(rgb.size()));

  mien::Analyzer analyzer({}, models_here());
  mien::Pixels picture{.layout = mien::PixelLayout::rgb, .width = width, .height = height};
  picture.planes[0] = rgb.data();
  picture.still = true;
  for (const mien::Face& face : analyzer.read(picture)) {
    const mien::Box& box = face.detection.box;
    std::printf("face at %.0f,%.0f, %.0f × %.0f px: %s %.0f %%\n", box.x, box.y, box.w, box.h,
                std::string(mien::name_of(face.expression.label)).c_str(),
                face.expression.confidence * 100);
  }
  return 0;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
