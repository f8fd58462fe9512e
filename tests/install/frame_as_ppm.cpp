/// frame_as_ppm INPUT OUT.ppm: the first picture of an input, as an embedding program might have
/// it.
#include <cstdio>
#include <fstream>
#include <vector>

#include <libyuv.h>

#include "mien/error.h"

#include "video/video.h"

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  const auto source = mien::video::open_source(argv[1]);
  mien::Frame frame;
  if (!source->read(frame)) return 3;
  std::vector<std::uint8_t> rgb(static_cast<std::size_t>(frame.width) * frame.height * 3);
  const auto convert = frame.full_range ? libyuv::J420ToRAW : libyuv::I420ToRAW;
  convert(frame.planes[0], frame.strides[0], frame.planes[1], frame.strides[1], frame.planes[2],
          frame.strides[2], rgb.data(), frame.width * 3, frame.width, frame.height);
  std::ofstream out(argv[2], std::ios::binary);
  out << "P6\n" << frame.width << " " << frame.height << "\n255\n";
  out.write(reinterpret_cast<const char*>(rgb.data()), static_cast<std::streamsize>(rgb.size()));
  return out ? 0 : 1;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
