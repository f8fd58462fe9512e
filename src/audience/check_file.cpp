// Is a file sound, and what is in it?
#include "audience/check_file.h"

#include <utility>

#include <fmt/format.h>

#include "base/sqlite_database.h"
#include "database/migrations.h"

namespace mien::audience {

namespace {

void check_pages(Database& database, FileFindings& findings) {
  Statement pages = database.prepare("PRAGMA integrity_check(20)");
  pages.start();
  while (pages.next())
    if (pages.text(0) != "ok") findings.problems.push_back(pages.text(0));
  Statement links = database.prepare("PRAGMA foreign_key_check");
  links.start();
  while (links.next())
    findings.problems.push_back("a row of " + links.text(0) + " belongs to none of " +
                                links.text(2));
}

// Sums are kept by triggers: they must be what the cells add up to. Each stay waits or is in a
// cell.
void check_sums(Database& database, FileFindings& findings) {
  if (!database.has_table("cells")) return;
  const std::int64_t people =
      database.integer("SELECT ifnull(sum(people), 0) FROM cells WHERE level < 3");
  for (int span = 0; span < 2; ++span) {
    const std::int64_t summed = database.integer(
        fmt::format("SELECT ifnull(sum(people), 0) FROM cell_sums WHERE span = {}", span));
    if (summed == people) continue;
    findings.problems.push_back(
        fmt::format("the sums count {} people, the cells {}", summed, people));
  }
  const std::int64_t stays = database.integer("SELECT count(*) FROM exposures");
  const std::int64_t placed = database.integer(
      "SELECT (SELECT count(*) FROM undecided_stays) + (SELECT count(*) FROM cell_stays)");
  if (placed != stays)
    findings.problems.push_back(
        fmt::format("{} stays are waiting or in a cell, but there are {}", placed, stays));
}

void count_rows(Database& database, WallTime now, FileFindings& findings) {
  const std::int64_t ahead = since_1970_ms(now + std::chrono::days(1));
  for (const auto& [table, time] : {std::pair{"exposures", "end_ms"},
                                    {"open_exposures", "end_ms"},
                                    {"ratings", "time_ms"},
                                    {"cells", ""},
                                    {"audit", "time_ms"},
                                    {"runs", ""},
                                    {"tracks", ""}}) {
    if (!database.has_table(table)) continue;
    findings.rows.emplace_back(table,
                               database.integer(fmt::format("SELECT count(*) FROM {}", table)));
    if (*time == '\0') continue;
    findings.ahead +=
        database.integer(fmt::format("SELECT count(*) FROM {} WHERE {} > {}", table, time, ahead));
  }
}

void read_settings(Database& database, FileFindings& findings) {
  if (!database.has_table("settings")) return;
  Statement settings = database.prepare("SELECT name, value FROM settings ORDER BY name");
  settings.start();
  while (settings.next()) {
    const std::string name = settings.text(0);
    if (name == "believed_ms")
      findings.believed = wall_of(settings.integer(1));
    else if (name.starts_with("doubt"))
      findings.clock_doubtful = true;
    else
      findings.settings.emplace_back(name, settings.integer(1));
  }
}

}  // namespace

FileFindings check_file(const std::filesystem::path& file, WallTime now) {
  FileFindings findings;
  try {
    Database database(file, Database::Access::read);
    findings.schema = check_ours(database);
    check_pages(database, findings);
    if (!findings.problems.empty()) return findings;
    check_sums(database, findings);
    count_rows(database, now, findings);
    read_settings(database, findings);
  } catch (const DatabaseError& error) {
    if (error.fault() != DatabaseFault::damaged) throw;
    findings.problems.push_back(error.reason());
  }
  return findings;
}

}  // namespace mien::audience
