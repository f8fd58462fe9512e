// replay_seeds FUZZER FILE|FOLDER…: what the fuzzers begin with and what they have found once, each
// read again by the fuzzer of that name. In every build, without libFuzzer.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#define FUZZER(name) extern "C" int name(const std::uint8_t* data, std::size_t size);
#include "fuzzers.inc"
#undef FUZZER

namespace {

namespace fs = std::filesystem;
using Run = int (*)(const std::uint8_t* data, std::size_t size);

Run fuzzer_named(const std::string& name) {
#define FUZZER(fuzzer) \
  if (name == #fuzzer) return fuzzer;
#include "fuzzers.inc"
#undef FUZZER
  return nullptr;
}

void read(Run run, const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  // Exactly as large as the file, so that a read beyond its end is seen under AddressSanitizer.
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  std::printf("%s, %zu bytes\n", file.c_str(), bytes.size());
  std::fflush(stdout);
  run(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  const Run run = argc > 2 ? fuzzer_named(argv[1]) : nullptr;
  if (!run) {
    std::fprintf(stderr, "usage: replay_seeds FUZZER FILE|FOLDER…\n");
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      read(run, argv[i]);
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(argv[i]))
      read(run, entry.path());
  }
  return 0;
}
