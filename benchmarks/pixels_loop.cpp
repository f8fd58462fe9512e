/// The C++ side of python_bench.py: pixels_loop FILE WIDTH HEIGHT reads FILE (RGB, 8 bits) and
/// then, for each number N that comes on stdin, analyses the picture N times and prints the CPU
/// seconds of one.
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "mien/analyze.h"

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

mien::Environment environment() {
  mien::Environment variables;
  for (const char* name : {"MIEN_MANIFEST", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"})
    if (const char* value = std::getenv(name)) variables[name] = value;
  return variables;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) {
    std::cerr << "usage: pixels_loop FILE WIDTH HEIGHT\n";
    return 2;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  mien::Pixels picture{
      .layout = mien::PixelLayout::rgb, .width = std::atoi(argv[2]), .height = std::atoi(argv[3])};
  if (bytes.size() != static_cast<std::size_t>(picture.width) * picture.height * 3) {
    std::cerr << argv[1] << ": not a picture of this size\n";
    return 3;
  }
  picture.planes[0] = reinterpret_cast<const std::uint8_t*>(bytes.data());
  mien::RunConfig config;
  config.precision = mien::Precision::f32;
  mien::Analyzer analyzer(config, mien::default_models(environment()));
  for (int times = 0; std::cin >> times;) {
    const double begun = cpu_seconds();
    for (int i = 0; i < times; ++i) analyzer.read(picture);
    std::cout << (cpu_seconds() - begun) / times << std::endl;
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
