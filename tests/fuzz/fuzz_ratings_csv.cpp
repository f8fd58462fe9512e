// Any bytes as a file of ratings: refused with an Error(input), or read to ratings that a store
// takes and lines that are named.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "mien/error.h"

#include "base/utf8.h"
#include "imports/ratings_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mien;
  using namespace mien::audience;
  using namespace mien::imports;
  try {
    const RatingsCsv csv = read_ratings_csv({reinterpret_cast<const char*>(data), size},
                                            {.utc_offset = std::chrono::minutes(60)});
    for (const Rating& rating : csv.ratings) {
      if (!(rating.value >= kLowestRating && rating.value <= kHighestRating)) std::abort();
      if (rating.content.empty() || !mien::is_utf8(rating.content)) std::abort();
      if (rating.time < WallTime{} || rfc3339(rating.time).size() != 24) std::abort();
    }
    std::size_t told = 0;
    for (const BadLines& lines : by_cause(csv.bad, size % 2 == 0)) {
      told += lines.count;
      if (!mien::is_utf8(in_words(lines))) std::abort();
    }
    if (told != csv.bad.size() || csv.times.local > std::ssize(csv.ratings)) std::abort();
    std::size_t line = 1;
    for (const BadLine& bad : csv.bad) {
      if (bad.line <= line || bad.reason.empty() || !mien::is_utf8(bad.reason)) std::abort();
      line = bad.line;
    }
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input || error.remedy().empty()) std::abort();
  }
  return 0;
}
