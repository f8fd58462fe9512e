#include <filesystem>

#include <gtest/gtest.h>

#include "mien/sinks.h"

#include "audience/store.h"
#include "base/temporary_folder.h"

namespace mien {
namespace {

class NamedSinks : public testing::Test {
 protected:
  const TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

// A run without a word of it into the file of a server that keeps 30 days, and its log 400.
TEST_F(NamedSinks, ARunLeavesTheRetentionOfAFileWhereNobodyChoseAnother) {
  const std::filesystem::path file = folder_ / "mien.db";
  audience::Store(file, {.retention_days = 30, .log_retention_days = 400});
  SinkSettings settings;
  settings.config.cameras = {{.name = "a", .input = "a.mp4", .content = "soup"}};
  make_sink("audience", file, settings)->open(RunInfo{});
  EXPECT_EQ(audience::Store(file).retention_days(), 30);
  EXPECT_EQ(audience::Store(file).log_retention_days(), 400);
  settings.config.retention_days = 7;
  settings.config.logs.retention_days = 200;
  make_sink("audience", file, settings)->open(RunInfo{});
  EXPECT_EQ(audience::Store(file).retention_days(), 7) << "somebody chose it";
  EXPECT_EQ(audience::Store(file).log_retention_days(), 200);
}

}  // namespace
}  // namespace mien
