// The notice says what the configuration does, in every language, and lets nothing of it become
// markup.
#include "notice/notice.h"

#include <array>
#include <set>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "base/utf8.h"
#include "notice/notice_words.h"
#include "notice/qr.h"

namespace mien::notice {
namespace {

RunConfig shop() {
  RunConfig config;
  config.cameras.push_back({.name = "entrance", .input = "rtsp://u:p4ssw0rd@10.0.0.3/main"});
  config.cameras.push_back({.name = "till", .input = "loop:till.mp4"});
  config.contents["shelf"].title = "Shelf";
  config.retention_days = 30;
  config.notice = {.controller = "Shop Ltd",
                   .contact = "privacy@shop.example",
                   .url = "https://shop.example/cameras"};
  return config;
}

std::string text_of(const Notice& notice) {
  std::string text = notice.title + "\n" + notice.lead + "\n";
  for (const NoticeSection& section : notice.sections) {
    text += section.heading + "\n";
    for (const std::string& line : section.lines) text += line + "\n";
  }
  return text + notice.more + "\n" + notice.url + "\n" + notice.legal;
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Notice, EveryLanguageSaysEverything) {
  RunConfig config = shop();
  config.cameras[1].staff["counter"] = {{0, 0}, {1, 0}, {1, 1}};
  for (const std::string_view language : notice_languages()) {
    const Notice notice = make_notice(config, language);
    EXPECT_EQ(notice.language, language);
    EXPECT_EQ(notice.sections.size(), 6u);
    for (const NoticeSection& section : notice.sections) {
      EXPECT_FALSE(section.heading.empty()) << language;
      for (const std::string& line : section.lines) EXPECT_FALSE(line.empty()) << language;
    }
    const std::string text = text_of(notice);
    EXPECT_TRUE(is_utf8(text));
    EXPECT_FALSE(says(text, "{}")) << language;
    for (const char* part : {"Shop Ltd", "privacy@shop.example", "https://shop.example/cameras",
                             "30", "5", "2024/1689", "2016/679"})
      EXPECT_TRUE(says(text, part)) << language << " lacks " << part;
  }
}

TEST(Notice, FollowsTheConfiguration) {
  RunConfig config = shop();
  std::string text = text_of(make_notice(config, "en"));
  EXPECT_TRUE(says(text, kNoticeEnglish.no_raw_video));
  EXPECT_TRUE(says(text, "at least 5 people"));
  EXPECT_FALSE(says(text, kNoticeEnglish.staff));
  EXPECT_FALSE(says(text, "10.0.0.3"));
  EXPECT_FALSE(says(text, "p4ssw0rd"));

  config.server.raw_video = true;
  config.audience.min_audience = 1;
  config.retention_days = 0;
  config.contents.clear();
  config.cameras[0].staff["counter"] = {{0, 0}, {1, 0}, {1, 1}};
  text = text_of(make_notice(config, "en"));
  EXPECT_TRUE(says(text, kNoticeEnglish.raw_video));
  EXPECT_FALSE(says(text, kNoticeEnglish.no_raw_video));
  EXPECT_TRUE(says(text, kNoticeEnglish.single));
  EXPECT_TRUE(says(text, kNoticeEnglish.no_limit));
  EXPECT_TRUE(says(text, kNoticeEnglish.staff));
  EXPECT_FALSE(says(text, kNoticeEnglish.ratings));

  config.retention_days = 1;
  EXPECT_TRUE(says(text_of(make_notice(config, "en")), kNoticeEnglish.one_day));
}

// One more camera, or a staff zone of another one, is no reason to hang every notice anew.
TEST(Notice, ACamerasFingerprintIsOfThatCameraAlone) {
  RunConfig config = shop();
  config.notice.languages = {"en", "de"};
  const auto own = [&] { return notice_fingerprint(config, config.cameras[0]); };
  const std::string first = own();
  config.cameras.push_back({.name = "third", .input = "loop:third.mp4"});
  config.cameras[1].staff["counter"] = {{0, 0}, {1, 0}, {1, 1}};
  config.cameras[1].purpose = "event-audience";
  EXPECT_EQ(own(), first);
  const std::string text = text_of(make_notice(config, {config.cameras.data(), 1}, "en"));
  EXPECT_FALSE(says(text, kNoticeEnglish.staff)) << "of the other camera";
  EXPECT_TRUE(says(text_of(make_notice(config, "en")), kNoticeEnglish.staff));
  std::set<std::string> different = {first};
  const auto changes = std::to_array<void (*)(RunConfig&)>(
      {[](RunConfig& c) {
         c.cameras[0].staff["till"] = {{0, 0}, {1, 0}, {1, 1}};
       },
       [](RunConfig& c) {
         c.cameras[0].zones["shelf"] = {{0, 0}, {1, 0}, {1, 1}};
       },
       [](RunConfig& c) {
         c.cameras[0].masks["door"] = {{0, 0}, {1, 0}, {1, 1}};
       },
       [](RunConfig& c) { c.cameras[0].purpose = "event-audience"; },
       [](RunConfig& c) { c.retention_days = 60; },
       [](RunConfig& c) { c.expressions = Expressions::smile; },
       [](RunConfig& c) { c.server.raw_video = true; },
       [](RunConfig& c) { c.notice.contact = "else@shop.example"; },
       [](RunConfig& c) { c.notice.languages = {"en"}; }});
  for (const auto change : changes) {
    change(config);
    EXPECT_TRUE(different.insert(own()).second) << different.size();
  }
}

TEST(Notice, WithoutExpressionsItClaimsNone) {
  RunConfig config = shop();
  config.emotion = "none";
  const Notice notice = make_notice(config, "en");
  EXPECT_EQ(notice.title, kNoticeEnglish.title_faces);
  EXPECT_FALSE(says(text_of(notice), "estimated"));
  EXPECT_FALSE(says(notice.legal, "50(3)"));  // no emotion recognition system
}

TEST(Notice, SaysThatNothingButSmilesIsRead) {
  RunConfig config;
  const auto said = [&](std::string_view language) {
    std::string all;
    for (const NoticeSection& section : make_notice(config, language).sections)
      for (const std::string& line : section.lines) all += line + '\n';
    return all;
  };
  EXPECT_EQ(said("en").find("smiles"), std::string::npos);
  std::map<std::string_view, std::size_t> before;
  for (const std::string_view language : notice_languages())
    before[language] = said(language).size();
  config.expressions = Expressions::smile;
  EXPECT_NE(said("en").find("only whether the face smiles or not"), std::string::npos);
  for (const std::string_view language : notice_languages())
    EXPECT_GT(said(language).size(), before[language]) << language;
  config.emotion = "none";
  EXPECT_EQ(said("en").find("smiles"), std::string::npos);
}

TEST(Notice, NamesWhatIsMissing) {
  EXPECT_TRUE(notice_gaps(shop()).empty());
  const auto gaps = notice_gaps({});
  ASSERT_EQ(gaps.size(), 5u);
  for (const NoticeGap& gap : gaps) EXPECT_FALSE(gap.remedy.empty()) << gap.key;
  EXPECT_TRUE(says(text_of(make_notice({}, "en")), "____"));  // a line to write on
}

TEST(Notice, AnUnknownLanguageIsAnError) {
  EXPECT_THROW(make_notice(shop(), "xx"), Error);
  RunConfig config = shop();
  config.notice.languages = {"en", "xx"};
  EXPECT_THROW(languages_of(config), Error);
  EXPECT_THROW(notice_page(config, ""), Error);
  config.notice.languages.clear();
  EXPECT_EQ(languages_of(config), std::vector<std::string>{"en"});
}

TEST(Notice, ThePageHoldsASheetALanguageAndNoForeignMarkup) {
  RunConfig config = shop();
  config.notice.languages = {"de", "fr"};
  config.notice.controller = "<script>alert('x')</script> & \"Söhne\" {{title}}";
  config.notice.url = "javascript:alert(1)//\"><img src=x>";
  const std::string page = notice_page(config, "");
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(says(page, "<html lang=\"de\">"));
  EXPECT_TRUE(says(page, "<article class=\"sheet\" id=\"fr\" lang=\"fr\">"));
  EXPECT_TRUE(says(
      page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Söhne&quot; {{title}}"));
  EXPECT_FALSE(says(page, "<script"));
  EXPECT_FALSE(says(page, "<img"));
  EXPECT_FALSE(says(page, "href=\"javascript"));
  EXPECT_TRUE(says(page, notice_policy()));
  EXPECT_TRUE(says(notice_page(config, "nl"), "<html lang=\"nl\">"));
}

TEST(Notice, SaysWhatLeavesTheStore) {
  RunConfig config = shop();
  EXPECT_FALSE(says(text_of(make_notice(config, "en")), "central systems"));
  config.sinks.kafka = KafkaConfig{};
  EXPECT_TRUE(says(text_of(make_notice(config, "en")), "Results of groups, and ratings, are sent"));
  config.sinks.publish = Publish::stays;
  for (const std::string_view language : notice_languages())
    EXPECT_FALSE(text_of(make_notice(config, language)).empty()) << language;
  EXPECT_TRUE(says(text_of(make_notice(config, "de")), "Einzelne Aufenthalte werden"));
  EXPECT_FALSE(says(text_of(make_notice(config, "en")), "moment by moment"));
  const auto single = text_of(make_notice(config, "fr"));
  config.sinks.publish = Publish::sights;
  EXPECT_TRUE(says(text_of(make_notice(config, "en")), "Single stays"));
  EXPECT_TRUE(says(text_of(make_notice(config, "en")), "each single face, moment by moment"));
  EXPECT_NE(text_of(make_notice(config, "fr")), single);
}

TEST(Notice, TooLongAnAddressForACodeIsAnError) {
  RunConfig config = shop();
  config.notice.url = "https://shop.example/" + std::string(3000, 'x');
  EXPECT_THROW(notice_page(config, "en"), Error);
}

}  // namespace
}  // namespace mien::notice
