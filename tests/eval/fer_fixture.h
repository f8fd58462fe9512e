#pragma once
/// \file Tiny data sets of labelled faces, as files.

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/temporary_folder.h"

namespace mien::eval {

class FerFixture : public ::testing::Test {
 protected:
  void write(const std::filesystem::path& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  /// `count` pixels of one value, as FER2013 writes them.
  static std::string pixels(int value, int count = 64) {
    std::string text = std::to_string(value);
    for (int i = 1; i < count; ++i) text += " " + std::to_string(value);
    return text;
  }
  static std::string row(const std::string& emotion, const std::string& usage, int value = 9) {
    return emotion + "," + pixels(value) + "," + usage + "\n";
  }
  /// A colour image of 8 × 8 pixels.
  static std::string ppm(char value) { return "P6 8 8 255\n" + std::string(192, value); }

  static constexpr const char* kHeader = "emotion,pixels,Usage\n";
  static constexpr const char* kVoteHeader =
      "Usage,Image "
      "name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

/// The error that `call` throws; fails the test where it throws none.
template <typename Call>
Error lab_error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no mien::Error was thrown";
  return Error(ErrorKind::internal, "", "none");
}

}  // namespace mien::eval
