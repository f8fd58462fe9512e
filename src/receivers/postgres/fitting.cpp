#include "receivers/postgres/fitting.h"

#include <fmt/format.h>

#include "base/one_line.h"
#include "base/time.h"

namespace mien::receivers {

namespace {

using nlohmann::json;

constexpr int kDeepest = 16;
/// Three of them and a date are within the 2,704 bytes that a row of PostgreSQL's indexes has.
constexpr std::size_t kLongestName = 512;
/// Of one fact: 2⁶³ is the sum of more of the largest than there will ever be.
constexpr double kMostValue = 1e6, kMostStays = 1e9, kMostSum = 1e14;
constexpr std::int64_t kFirstMs = 631'152'000'000, kLastMs = 7'258'118'400'000;  // 1990, 2200

constexpr std::size_t kLongestSaid = 64;
constexpr std::int64_t kDayMs = 86'400'000, kOldestMs = 3653 * kDayMs;

bool nests_deeper(std::string_view text, int most) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++i;
    if (quoted) continue;
    if ((c == '[' || c == '{') && ++depth > most) return true;
    if (c == ']' || c == '}') --depth;
  }
  return false;
}

bool short_enough(const json& message, const char* name) {
  const auto found = message.find(name);
  return found == message.end() || !found->is_string() ||
         found->get_ref<const std::string&>().size() <= kLongestName;
}

/// Absent, or a number no larger than that.
bool within(const json& message, const char* name, double most) {
  const auto found = message.find(name);
  return found == message.end() || !found->is_number() || std::abs(found->get<double>()) <= most;
}

bool whole_or_absent(const json& message, const char* name) {
  const auto found = message.find(name);
  return found == message.end() || !found->is_number() || found->is_number_integer();
}

/// A cell's end decides on its day, and its sums are added up.
bool cell_fits(const json& cell) {
  const auto end = pg_whole_in<std::int64_t>(cell, "end_ms");
  if (!end || *end < kFirstMs || *end > kLastMs) return false;
  const auto stays = cell.find("stays");
  if (stays == cell.end() || !stays->is_object()) return true;
  return whole_or_absent(*stays, "valence_n") && within(*stays, "valence_n", kMostStays) &&
         within(*stays, "valence_sum", kMostSum) && within(*stays, "valence_sum2", kMostSum);
}

}  // namespace

json pg_message_in(std::string_view text) {
  if (nests_deeper(text, kDeepest)) return json(json::value_t::discarded);
  return json::parse(text, nullptr, false);
}

std::string pg_text_in(const json& message, const char* name) {
  const auto found = message.find(name);
  return found != message.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string pg_time_trouble(const json& message, std::int64_t time_ms, std::int64_t now_ms) {
  if (time_ms >= now_ms - kOldestMs && time_ms <= now_ms + kDayMs) return {};
  return fmt::format(
      "a fact of site '{}' has the time {}, which is outside the accepted range: from ten years "
      "before to one day after {}",
      mien::one_line(pg_text_in(message, "site"), kLongestSaid), rfc3339(wall_of(time_ms)),
      rfc3339(wall_of(now_ms)));
}

bool pg_fits(std::string_view kind, const json& message) {
  for (const char* name : {"schema", "site", "region", "camera", "content"})
    if (!short_enough(message, name)) return false;
  if (kind == "rating")
    return message.contains("content") && message["content"].is_string() &&
           within(message, "value", kMostValue);
  return kind != "cell" || cell_fits(message);
}

}  // namespace mien::receivers
