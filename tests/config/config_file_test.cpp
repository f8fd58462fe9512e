// The configuration as a file on disk.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/config.h"
#include "mien/error.h"

#include "base/temporary_folder.h"
#include "config/fleet_config.h"
#include "config/hub_config.h"
#include "config/hub_link.h"
#include "config/profile_file.h"

namespace mien {
namespace {

using testing::HasSubstr;

class ConfigFile : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& text) {
    std::ofstream(folder_ / "mien.yaml") << text;
    return folder_ / "mien.yaml";
  }
  static std::string what_of(const std::filesystem::path& file) {
    return refusal([&] { (void)load_config(file, {}); });
  }
  template <class Load>
  static std::string refusal(Load load) {
    try {
      load();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return error.what();
    }
    return "no error";
  }
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(ConfigFile, IsReadFromDisk) {
  EXPECT_EQ(load_config(write("workers: 7\n"), {}).workers, 7);
  EXPECT_THAT(what_of(write("workers: x\n")), HasSubstr("mien.yaml:1: "));
}

TEST_F(ConfigFile, ThatCannotBeReadIsNamed) {
  EXPECT_THAT(what_of(folder_ / "absent.yaml"), HasSubstr("absent.yaml"));
  EXPECT_THAT(what_of(folder_), HasSubstr("cannot be read"));
  EXPECT_THAT(what_of(write(std::string(1'100'000, '#'))), HasSubstr("larger than 1 MB"));
}

TEST_F(ConfigFile, OfAHubAFleetOrAProfileIsReadByTheSameRules) {
  const auto every = [&](const std::filesystem::path& file, const char* words) {
    EXPECT_THAT(refusal([&] { (void)config::load_hub_link(file, {}); }), HasSubstr(words));
    EXPECT_THAT(refusal([&] { (void)config::load_hub_config(file, {}); }), HasSubstr(words));
    EXPECT_THAT(refusal([&] { (void)config::load_fleet_config(file, {}); }), HasSubstr(words));
    EXPECT_THAT(refusal([&] { (void)config::load_profile(file); }), HasSubstr(words));
  };
  every(folder_, "cannot be read");
  every(folder_ / "absent.yaml", "absent.yaml");
  every(write(std::string(1'100'000, '#')), "is larger than");
  every(write("# a line before\nnonsense: 1\n"), "mien.yaml:2: ");
}

}  // namespace
}  // namespace mien
