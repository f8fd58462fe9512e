#include "oversight/picture_days.h"

#include <utility>

#include "base/sqlite_database.h"
#include "base/utf8.h"
#include "database/migrations.h"

namespace mien::oversight {

namespace {

static_assert(static_cast<std::size_t>(Doubt::low_confidence) + 1 == kDoubts);

std::int64_t day_of(WallTime time, const UtcOffset& clock) {
  const WallTime local = time + (clock ? clock(time) : std::chrono::minutes(0));
  return std::chrono::floor<std::chrono::days>(local).time_since_epoch().count();
}

Database& prepare_counts(Database& database) {
  migrate(database);
  database.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
  return database;
}

}  // namespace

struct PictureDays::Tables {
  explicit Tables(const std::filesystem::path& file)
      : database(file),
        add(prepare_counts(database).prepare(
            "INSERT INTO picture_days (camera, day, usable, too_small, blurred, turned_away, "
            "cut_off, unsure) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET usable = "
            "usable + excluded.usable, too_small = too_small + excluded.too_small, blurred = "
            "blurred + excluded.blurred, turned_away = turned_away + excluded.turned_away, "
            "cut_off = cut_off + excluded.cut_off, unsure = unsure + excluded.unsure")) {}
  Database database;
  Statement add;
};

PictureDays::PictureDays(const std::filesystem::path& file, UtcOffset clock)
    : clock_(std::move(clock)), tables_(std::make_unique<Tables>(file)) {
  Statement rows = tables_->database.prepare(
      "SELECT camera, day, usable, too_small, blurred, turned_away, cut_off, unsure FROM "
      "picture_days");
  rows.start();
  while (rows.next()) {
    Sights& sights = days_[rows.text(0)][rows.integer(1)];
    for (std::size_t i = 0; i < kDoubts; ++i)
      sights.by_doubt[i] = rows.integer(2 + static_cast<int>(i));
  }
}

PictureDays::~PictureDays() {
  try {
    write();
  } catch (const Error&) {  // of a minute's counts
  }
}

void PictureDays::frame(const std::string& camera, const FrameResult& result) {
  if (result.faces.empty()) return;
  Sights sights;
  for (const Face& face : result.faces)
    ++sights.by_doubt[static_cast<std::size_t>(face.expression.doubt)];
  const std::string name = as_utf8(camera);
  const std::int64_t day = day_of(result.at == WallTime{} ? wall_now() : result.at, clock_);
  std::lock_guard lock(mutex_);
  days_[name][day] += sights;
  unwritten_[name][day] += sights;
}

void PictureDays::write() {
  std::lock_guard writing(writing_);
  Days counted;
  {
    std::lock_guard lock(mutex_);
    std::swap(counted, unwritten_);
  }
  if (counted.empty()) return;
  try {
    Transaction transaction(tables_->database);
    for (const auto& [camera, days] : counted)
      for (const auto& [day, sights] : days) {
        const auto& by = sights.by_doubt;
        tables_->add.run(camera, day, by[0], by[1], by[2], by[3], by[4], by[5]);
      }
    transaction.commit();
  } catch (const Error&) {
    std::lock_guard lock(mutex_);
    for (const auto& [camera, days] : counted)
      for (const auto& [day, sights] : days) unwritten_[camera][day] += sights;
    throw;
  }
}

std::optional<Fitness> PictureDays::fitness(const std::string& camera) const {
  std::lock_guard lock(mutex_);
  const auto found = days_.find(as_utf8(camera));
  return found == days_.end() ? std::nullopt
                              : fitness_of(found->second, day_of(wall_now(), clock_));
}

std::vector<std::string> PictureDays::news() {
  std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  const std::int64_t today = day_of(wall_now(), clock_);
  for (const auto& [camera, days] : days_) {
    const auto fitness = fitness_of(days, today);
    // Kinds of trouble, not figures: those change by the minute.
    const std::string kind = !fitness           ? ""
                             : !fitness->fit    ? "unfit"
                             : fitness->drifted ? "drifted"
                                                : "";
    std::string& before = said_[camera];
    if (!kind.empty() && kind != before)
      all.push_back("camera " + camera + ": " + words_of(*fitness));
    before = kind;
  }
  return all;
}

}  // namespace mien::oversight
