#pragma once
#include <cstdint>
#include <string>

namespace mien::media {

/// How much of an input could not be decoded, and the last of it in words.
class Damage {
 public:
  void add(std::string words, std::int64_t count = 1) {
    count_ += count;
    words_ = std::move(words);
  }
  std::int64_t count() const { return count_; }
  const std::string& words() const { return words_; }

 private:
  std::int64_t count_ = 0;
  std::string words_;
};

}  // namespace mien::media
