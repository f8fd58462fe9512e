#include "cluster/same_models.h"

#include <gtest/gtest.h>

namespace mien::cluster {
namespace {

using wire::Ready;

Ready ready(const char* host) {
  return {1, 0, host, {"yunet-n", "0123456789abcdef", 640}, {"mien", "fedcba9876543210", 0}};
}

std::string refusal(const Ready& other) {
  try {
    require_same_models(ready("host-a"), other, "rank 3 (host-b, process 4711)");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    return error.what();
  }
  return {};
}

TEST(SameModels, AreNoMatter) { EXPECT_EQ(refusal(ready("host-b")), ""); }

// What a face is must not depend on the host that searched for it.
TEST(SameModels, AnotherDetectorIsRefusedByName) {
  Ready other = ready("host-b");
  other.detector = {"retinaface", "aaaabbbbccccdddd", 640};
  const std::string words = refusal(other);
  for (const char* part : {"rank 3 (host-b", "host-a", "yunet-n", "retinaface", "aaaabbbbcccc…"})
    EXPECT_NE(words.find(part), std::string::npos) << part << ": " << words;
}

TEST(SameModels, AnotherFileOrWidthIsRefused) {
  Ready other = ready("host-b");
  other.detector.sha256 = "0000000000000000";
  EXPECT_NE(refusal(other), "");
  other = ready("host-b");
  other.detector.width = 320;
  EXPECT_NE(refusal(other), "");
  other = ready("host-b");
  other.emotion.sha256 = "0000000000000000";
  EXPECT_NE(refusal(other), "");
  other = ready("host-b");
  other.emotion.name = "hsemotion";
  EXPECT_NE(refusal(other), "");
}

// Each machine takes the file that it computes fastest.
TEST(SameModels, APrecisionChosenForItsSpeedIsNoOtherModel) {
  Ready other = ready("host-b");
  other.emotion.sha256 = "";
  EXPECT_EQ(refusal(other), "");
}

}  // namespace
}  // namespace mien::cluster
