#include "audience/told.h"

#include "mien/error.h"

#include "base/sqlite_database.h"
#include "base/utf8.h"

namespace mien::audience {

namespace {

constexpr char kZone[] = "time_zone", kExpressions[] = "expressions";
constexpr std::string_view kTitle = "title of ", kPlayerClock = "player's clock of ";

}  // namespace

std::string Told::title_of(const std::string& content) const {
  const auto title = titles.find(content);
  return title == titles.end() ? content : title->second;
}

Told told_of(const RunConfig& config) {
  Told told{.time_zone = config.audience.time_zone};
  for (const auto& [name, content] : config.contents)
    if (!content.title.empty()) told.titles[name] = content.title;
  told.expressions = config.emotion == "none" ? "none" : name_of(config.expressions);
  return told;
}

void tell(const std::filesystem::path& file, const Told& told) {
  Database database(file);
  Transaction transaction(database);
  Statement keep = database.prepare("INSERT OR REPLACE INTO told (name, value) VALUES (?, ?)");
  if (!told.time_zone.empty()) keep.run(std::string_view(kZone), told.time_zone);
  if (!told.expressions.empty()) keep.run(std::string_view(kExpressions), told.expressions);
  for (const auto& [content, title] : told.titles)
    if (!title.empty()) keep.run(std::string(kTitle) + as_utf8(content), as_utf8(title));
  transaction.commit();
}

void tell_player_clock(const std::filesystem::path& file, const std::string& source,
                       const std::string& words) {
  Database database(file);
  const std::string name = std::string(kPlayerClock) + as_utf8(source);
  if (words.empty())
    database.prepare("DELETE FROM told WHERE name = ?").run(name);
  else
    database.prepare("INSERT OR REPLACE INTO told (name, value) VALUES (?, ?)").run(name, words);
}

Told told_in(const std::filesystem::path& file) {
  Told told;
  try {
    Database database(file, Database::Access::read);
    if (!database.has_table("told")) return told;
    Statement query = database.prepare("SELECT name, value FROM told");
    query.start();
    while (query.next()) {
      const std::string name = query.text(0);
      if (name == kZone)
        told.time_zone = query.text(1);
      else if (name == kExpressions)
        told.expressions = query.text(1);
      else if (name.starts_with(kTitle))
        told.titles[name.substr(kTitle.size())] = query.text(1);
      else if (name.starts_with(kPlayerClock))
        told.player_clocks[name.substr(kPlayerClock.size())] = query.text(1);
    }
  } catch (const Error&) {
    // Told where the file is read for its figures.
  }
  return told;
}

}  // namespace mien::audience
