#pragma once
/// \file What was measured once on this machine.

#include <filesystem>
#include <string>

namespace mien::infer {

/// A file with one answer, which one process at a time holds: the first measures, others wait and
/// read. A folder that cannot be written costs time alone. One thread at a time.
class Remembered {
 public:
  /// An empty path: nothing is remembered.
  explicit Remembered(const std::filesystem::path& file);
  ~Remembered();
  Remembered(const Remembered&) = delete;
  Remembered& operator=(const Remembered&) = delete;

  /// Whether `keep` is of any use.
  bool keeps() const { return file_ >= 0; }
  /// What was kept for this key (what the answer depends on); empty: nothing.
  std::string recall(const std::string& key) const;
  void keep(const std::string& key, const std::string& answer) const;

 private:
  int file_ = -1;
};

}  // namespace mien::infer
