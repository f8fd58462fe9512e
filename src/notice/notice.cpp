#include "notice/notice.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/text.h"
#include "config/limits.h"
#include "notice/notice_words.h"

namespace mien::notice {

namespace {

/// Where the poster has a line to write on.
constexpr const char* kBlank = "________________________________";

constexpr std::array kAll = {&kNoticeEnglish, &kNoticeGerman,  &kNoticeFrench,
                             &kNoticeSpanish, &kNoticeItalian, &kNoticeDutch};
static_assert(kAll.size() == config::kNoticeLanguages.size());

const NoticeWords& words_in(std::string_view language) {
  for (const NoticeWords* words : kAll)
    if (words->language == language) return *words;
  const std::vector<std::string> known(config::kNoticeLanguages.begin(),
                                       config::kNoticeLanguages.end());
  throw Error(ErrorKind::usage, "notice.languages",
              fmt::format("there is no notice in '{}'", language),
              "one of: " + fmt::format("{}", fmt::join(known, ", ")));
}

std::string or_blank(const std::string& text) { return text.empty() ? kBlank : text; }

std::string with_number(const char* words, int number) {
  return fmt::format(fmt::runtime(words), number);
}

bool reads_expressions(const RunConfig& config) { return config.emotion != "none"; }

bool has_staff_zones(std::span<const CameraConfig> cameras) {
  return std::ranges::any_of(cameras, [](const auto& camera) { return !camera.staff.empty(); });
}

NoticeSection who(const RunConfig& config, const NoticeWords& words) {
  return {words.who,
          {or_blank(config.notice.controller),
           fmt::format("{}: {}", words.contact, or_blank(config.notice.contact))}};
}

NoticeSection why(const RunConfig& config, const NoticeWords& words) {
  return {words.why,
          {reads_expressions(config) ? words.purpose : words.purpose_faces,
           config.notice.url.empty() ? words.basis_at_contact : words.basis_at_link}};
}

NoticeSection what(const RunConfig& config, const NoticeWords& words) {
  NoticeSection section{words.what,
                        {reads_expressions(config) ? words.recorded : words.recorded_faces}};
  if (reads_expressions(config) && config.expressions == Expressions::smile)
    section.lines.push_back(words.smile_only);
  if (!config.contents.empty()) section.lines.push_back(words.ratings);
  return section;
}

NoticeSection protection(const RunConfig& config, std::span<const CameraConfig> cameras,
                         const NoticeWords& words) {
  NoticeSection section{words.protection, {words.no_identity, words.no_picture}};
  section.lines.push_back(config.server.raw_video ? words.raw_video : words.no_raw_video);
  if (reads_expressions(config)) section.lines.push_back(words.live_estimates);
  const int people = config.audience.min_audience;
  section.lines.push_back(people > 1 ? with_number(words.groups, people) : words.single);
  if (has_staff_zones(cameras)) section.lines.push_back(words.staff);
  if (config.sinks.remote())
    section.lines.push_back(config.sinks.publish != Publish::cells ? words.stays_leave
                                                                   : words.groups_leave);
  if (config.sinks.remote() && config.sinks.publish == Publish::sights)
    section.lines.push_back(words.sights_leave);
  return section;
}

NoticeSection how_long(const RunConfig& config, const NoticeWords& words) {
  const int days = config.retention_days;
  if (days <= 0) return {words.how_long, {words.no_limit}};
  return {words.how_long, {days == 1 ? words.one_day : with_number(words.days, days)}};
}

}  // namespace

std::span<const std::string_view> notice_languages() { return config::kNoticeLanguages; }

std::vector<std::string> languages_of(const RunConfig& config) {
  if (config.notice.languages.empty()) return {"en"};
  for (const std::string& language : config.notice.languages) words_in(language);
  return config.notice.languages;
}

Notice make_notice(const RunConfig& config, std::string_view language) {
  return make_notice(config, config.cameras, language);
}

Notice make_notice(const RunConfig& config, std::span<const CameraConfig> cameras,
                   std::string_view language) {
  const NoticeWords& words = words_in(language);
  const bool expressions = reads_expressions(config);
  return {.language = words.language,
          .name = words.name,
          .title = expressions ? words.title : words.title_faces,
          .lead = expressions ? words.lead : words.lead_faces,
          .sections = {who(config, words),
                       why(config, words),
                       what(config, words),
                       protection(config, cameras, words),
                       how_long(config, words),
                       {words.rights, {words.your_rights}}},
          .more = words.more,
          .url = config.notice.url,
          .legal = expressions ? words.legal : words.legal_faces};
}

std::vector<NoticeGap> notice_gaps(const RunConfig& config) {
  std::vector<NoticeGap> gaps;
  if (config.notice.controller.empty())
    gaps.push_back({"notice.controller", "name the company that answers for the cameras"});
  if (config.notice.contact.empty())
    gaps.push_back({"notice.contact", "write how to reach its data protection contact"});
  if (config.notice.url.empty())
    gaps.push_back(
        {"notice.url", "write where the full information is, with legal basis and recipients"});
  if (config.retention_days <= 0)
    gaps.push_back({"storage.retention_days", "say after how many days the numbers are deleted"});
  if (config.cameras.empty())
    gaps.push_back({"cameras", "list the cameras that the notice is for"});
  return gaps;
}

}  // namespace mien::notice
