// What a camera is for: what the law forbids is refused by its article.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/config_reader.h"
#include "config/config_words.h"

namespace mien {
namespace {

using config::parse_config;
using testing::HasSubstr;

std::string with_purpose(const std::string& purpose) {
  return "cameras:\n  a:\n    input: x\n    purpose: " + purpose + "\n";
}

TEST(Purpose, WorkAndEducationAreRefusedByTheirArticle) {
  for (const char* purpose : {"work", "employees", "education", "school"}) {
    try {
      parse_config(with_purpose(purpose), "mien.yaml", {});
      ADD_FAILURE() << purpose << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_EQ(error.where(), "mien.yaml:4");
      EXPECT_THAT(error.reason(), HasSubstr("Art. 5(1)(f)"));
      EXPECT_THAT(error.remedy(), HasSubstr("staff"));
    }
  }
}

TEST(Purpose, IsTheRetailAudienceUnlessAnotherIsNamed) {
  const RunConfig usual = parse_config("cameras: { a: { input: x } }\n", "mien.yaml", {});
  EXPECT_EQ(usual.cameras[0].purpose, "retail-audience");
  const RunConfig event = parse_config(with_purpose("event-audience"), "mien.yaml", {});
  EXPECT_EQ(event.cameras[0].purpose, "event-audience");
  EXPECT_THROW(parse_config(with_purpose("fun"), "mien.yaml", {}), Error);
  EXPECT_THAT(config::joined(config::camera_words(&usual.cameras[0], &event.cameras[0]), ", "),
              HasSubstr("purpose"))
      << "a change is in the audit log";
}

}  // namespace
}  // namespace mien
