#include "notice/instructions.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace mien::notice {
namespace {

using json = nlohmann::json;

RunConfig complete() {
  RunConfig config;
  config.cameras.push_back({.name = "entrance"});
  config.server.overseer = "Ada Lovelace, store manager";
  config.notice.controller = "Shop <Ltd>";
  config.retention_days = 30;
  return config;
}

BuildFacts build() {
  return {.version = "1.2.3",
          .detector = {.name = "retinaface", .sha256 = "abc", .licence = "MIT", .note = "n"},
          .emotion = {.name = "mien", .sha256 = "def", .min_confidence = 0.6}};
}

const json& section(const json& said, std::string_view article) {
  for (const json& one : said["sections"])
    if (one["article"].get<std::string>().starts_with(article)) return one;
  ADD_FAILURE() << "no section of " << article;
  static const json none = json::object();
  return none;
}

std::string words(const json& section) {
  std::string all;
  for (const json& line : section["lines"]) all += line.get<std::string>() + '\n';
  return all;
}

TEST(Instructions, SayWhatArticle13AsksFor) {
  const json said = instructions(complete(), build());
  for (const char* article :
       {"13(3)(a)", "13(3)(b)(i)", "13(3)(b)(ii)", "13(3)(b)(iii)", "13(3)(b)(v)", "13(3)(b)(vi)",
        "13(3)(b)(vii)", "13(3)(c)", "13(3)(d)", "13(3)(e)", "13(3)(f)"})
    EXPECT_FALSE(words(section(said, article)).empty()) << article;
  EXPECT_TRUE(said["missing"].empty()) << said["missing"];
  EXPECT_NE(words(section(said, "13(3)(d)")).find("Ada Lovelace"), std::string::npos);
  EXPECT_EQ(section(said, "13(3)(a)")["facts"]["emotion"]["sha256"], "def");
}

TEST(Instructions, FollowTheConfiguration) {
  RunConfig config = complete();
  config.audience.min_audience = 9;
  config.logs.retention_days = 30;
  config.server.overseer.clear();
  config.server.require_notice = false;
  config.expressions = Expressions::smile;
  const json said = instructions(config, build());
  EXPECT_EQ(section(said, "13(3)(b)(vii)")["facts"]["min_audience"], 9);
  EXPECT_EQ(section(said, "13(3)(f)")["facts"]["at_least_183"], false);
  EXPECT_NE(words(section(said, "13(3)(d)")).find("switched off"), std::string::npos);
  EXPECT_NE(words(section(said, "13(3)(b)(i)")).find("Only smile or no smile"), std::string::npos);
  std::set<std::string> gaps;
  for (const json& gap : said["missing"]) gaps.insert(gap["key"]);
  EXPECT_EQ(gaps, (std::set<std::string>{"server.overseer", "logs.retention_days"}));
}

TEST(Instructions, AModelThatWasNotMeasuredSaysSo) {
  BuildFacts own = build();
  own.emotion.name = "mine";
  const json exact = section(instructions(complete(), own), "13(3)(b)(ii)");
  EXPECT_EQ(exact["facts"]["measured"], false);
  EXPECT_TRUE(exact["tables"].empty());
  RunConfig faces = complete();
  faces.emotion = "none";
  const json said = instructions(faces, own);
  for (const json& one : said["sections"])
    EXPECT_NE(one["article"], "13(3)(b)(ii)") << "nothing is estimated";
}

// The figures are those of the model card, row by row.
TEST(Instructions, TheFiguresAreTheModelCards) {
  std::ifstream file(MIEN_SOURCE_DIR "/docs/MODEL_CARD.md");
  std::ostringstream text;
  text << file.rdbuf();
  const std::string card = text.str();
  const json figures = measured("mien");
  const auto row_has = [&](const std::string& name, const std::string& figure) {
    const auto at = card.find("| " + name);
    if (at == std::string::npos) return false;
    return card.substr(at, card.find('\n', at) - at).find(figure) != std::string::npos;
  };
  for (const char* part : {"accuracy", "calibration", "disturbed", "yaw"})
    for (const json& one : figures[part]) {
      const std::string name = one["of"];
      EXPECT_TRUE(row_has(name, fmt::format("{:.1f}", one["percent"].get<double>()))) << name;
      if (one.contains("low") && part != std::string("accuracy") &&
          part != std::string("calibration")) {
        EXPECT_TRUE(row_has(name, fmt::format("({:.1f} to {:.1f})", one["low"].get<double>(),
                                              one["high"].get<double>())))
            << name;
      }
    }
  for (const json& one : figures["recall"])
    EXPECT_NE(
        card.find(fmt::format("{} {}", one["of"].get<std::string>(), one["percent"].get<int>())),
        std::string::npos)
        << one;
  std::string sizes, rates;
  for (const json& one : figures["face_height_px"]) {
    sizes += (sizes.empty() ? "" : " / ") + one["of"].get<std::string>();
    rates += fmt::format("{}{:.1f}", rates.empty() ? "" : " / ", one["percent"].get<double>());
  }
  EXPECT_TRUE(row_has("at " + sizes + " px face height", rates + " %")) << sizes << rates;
}

TEST(Instructions, ThePageHoldsAllAndNoForeignMarkup) {
  const json said = instructions(complete(), build());
  const std::string page = instructions_page(said);
  EXPECT_NE(page.find("Shop &lt;Ltd&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("http"), page.find("http-equiv")) << "loads nothing";
  for (const json& one : said["sections"])
    EXPECT_NE(page.find(one["heading"].get<std::string>() + " <small>"), std::string::npos);
  EXPECT_NE(page.find("contempt"), std::string::npos);
}

}  // namespace
}  // namespace mien::notice
