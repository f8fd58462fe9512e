#include "audience/store.h"

#include <algorithm>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "audience/store_tables.h"
#include "base/utf8.h"
#include "database/old_runs.h"

namespace mien::audience {

namespace {

constexpr std::chrono::seconds kBatchTime{1};
/// A writer renews its open stays every second: after so long it is dead, or its machine stood
/// still.
constexpr std::chrono::seconds kOrphaned{60};
/// Free pages worth a rewrite of the file, and bytes that are rewritten at once: the writer stands
/// still meanwhile, on a slow disk too.
constexpr std::int64_t kManyPages = 1024, kQuickRewrite = std::int64_t{64} << 20;

bool is_worth_a_rewrite(Database& database) {
  const std::int64_t free = database.integer("PRAGMA freelist_count");
  const std::int64_t pages = database.integer("PRAGMA page_count");
  return free >= kManyPages && free * 4 >= pages &&
         (pages - free) * database.integer("PRAGMA page_size") <= kQuickRewrite;
}

StoreOptions checked(StoreOptions options, const std::filesystem::path& file) {
  if (options.min_audience && *options.min_audience < 1)
    throw Error(ErrorKind::usage, file.string(), "the minimum audience is below 1",
                "choose how many people a group must have before its figures are shown (5)");
  if (options.retention_days.value_or(0) < 0 || options.log_retention_days.value_or(0) < 0)
    throw Error(ErrorKind::usage, file.string(), "retention is a negative number of days",
                "choose how many days to keep, or 0 for ever");
  return options;
}

std::int64_t random_name() {
  std::random_device device;
  return static_cast<std::int64_t>((std::uint64_t{device()} << 31) ^ device());
}

}  // namespace

Store::Store(const std::filesystem::path& file, StoreOptions options)
    : options_(checked(std::move(options), file)),
      tables_(std::make_unique<Tables>(file, options_)),
      writer_(random_name()),
      flushed_(std::chrono::steady_clock::now()) {
  read_settings();
  if (options_.reader) return;
  adopt_orphans(wall_now());
  if (options_.once)
    tables_->known = tables_->database.integer("SELECT ifnull(max(id), 0) FROM exposures");
}

// What this program was told is for those who come later as well.
void Store::read_settings() {
  const auto agree = [&](const char* name, const std::optional<int>& told, int usual) {
    const std::optional<std::int64_t> known = setting(name);
    if (told && known != *told && !options_.reader) set(name, *told);
    return told ? *told : static_cast<int>(known.value_or(usual));
  };
  const auto known = setting("min_audience");
  if (options_.usual_minimum && options_.min_audience && known > *options_.min_audience)
    options_.min_audience = static_cast<int>(*known);
  least_ = agree("min_audience", options_.min_audience, kUsualMinAudience);
  tables_->cells.set_rule(LeastPeople(least_));
  if (least_ > known.value_or(kUsualMinAudience) && !options_.reader) {
    Transaction transaction(tables_->database);
    tables_->cells.withdraw_below(LeastPeople(least_));
    transaction.commit();
  }
  retention_days_ = agree("retention_days", options_.retention_days, 0);
  agree_on_clock();
  log_retention_days_ =
      agree("log_retention_days", options_.log_retention_days, kUsualLogRetention);
}

// Whoever opens the file without knowing the store's clock takes the offset that it had last: days
// and hours of what is decided then are the store's all the same, until its clock is set.
void Store::agree_on_clock() {
  constexpr char kOffset[] = "utc_offset_min";
  const std::optional<std::int64_t> known = setting(kOffset);
  const auto shows = [&](WallTime time) { return options_.utc_offset(time).count() == *known; };
  const WallTime last = wall_of(setting("believed_ms").value_or(0));
  if (options_.utc_offset && options_.usual_clock && known && !shows(wall_now()) && !shows(last))
    options_.utc_offset = {};
  if (options_.utc_offset) {
    const std::int64_t now = options_.utc_offset(wall_now()).count();
    if (known != now && !options_.reader) set(kOffset, now);
  } else if (known) {
    options_.utc_offset = [offset = std::chrono::minutes(*known)](WallTime) { return offset; };
    tables_->cells.set_clock(options_.utc_offset);
  }
}

std::optional<std::int64_t> Store::setting(const std::string& name) {
  Statement query = tables_->database.prepare("SELECT value FROM settings WHERE name = ?");
  query.start(name);
  return query.next() ? std::optional(query.integer(0)) : std::nullopt;
}

void Store::set(const std::string& name, std::optional<std::int64_t> value) {
  if (value)
    tables_->database.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)")
        .run(name, *value);
  else
    tables_->database.prepare("DELETE FROM settings WHERE name = ?").run(name);
}

const std::filesystem::path& Store::path() const { return tables_->database.path(); }

void Store::check_in_place() { tables_->database.check_in_place(); }

void Store::empty_log() {
  if (log_holds_deleted_ && tables_->database.empty_log()) log_holds_deleted_ = false;
}

Store::~Store() {
  try {
    flush();
  } catch (const Error&) {
    // Nobody is left to be told: who wants to know calls `flush` first.
  }
}

void Store::add(std::span<const Exposure> exposures) {
  waiting_.insert(waiting_.end(), exposures.begin(), exposures.end());
  for (const Exposure& ended : exposures) {
    for (auto& [input, open] : open_) {
      const auto same = std::ranges::find_if(open, [&](const Exposure& stay) {
        return stay.start == ended.start && stay.content == ended.content &&
               stay.camera == ended.camera;
      });
      if (same == open.end()) continue;
      open.erase(same);
      open_changed_ = true;
      break;
    }
  }
}

void Store::set_open(const std::string& input, std::vector<Exposure> stays) {
  auto& own = open_[input];
  if (own.empty() && stays.empty()) return;
  own = std::move(stays);
  open_changed_ = true;
}

bool Store::due() const { return std::chrono::steady_clock::now() - flushed_ >= kBatchTime; }

// Ended stays and those that go on change together: one that ends is never in both, nor in neither.
void Store::flush() {
  flushed_ = std::chrono::steady_clock::now();
  // Open stays are renewed though nothing changes: a silent camera's are no orphans.
  for (const auto& [camera, stays] : open_) open_changed_ |= !stays.empty();
  if (waiting_.empty() && !open_changed_) return;
  Transaction transaction(tables_->database);
  for (const Exposure& exposure : waiting_) tables_->insert(exposure, options_.utc_offset);
  if (open_changed_) {
    tables_->database.prepare("DELETE FROM open_exposures WHERE writer = ?").run(writer_);
    const WallTime now = wall_now();
    for (const auto& [camera, stays] : open_)
      for (const Exposure& stay : stays)
        tables_->insert_open(writer_, now, stay, options_.utc_offset);
  }
  check_in_place();
  transaction.commit();
  waiting_.clear();
  open_changed_ = false;
}

bool Store::has_recording(const std::string& recording) {
  constexpr std::string_view kStays =
      "SELECT EXISTS (SELECT 1 FROM exposures WHERE recording = ?1 AND recording <> '') OR "
      "EXISTS (SELECT 1 FROM open_exposures WHERE recording = ?1 AND recording <> '') OR "
      "EXISTS (SELECT 1 FROM seen WHERE recording = ?1 AND recording <> '')";
  return tables_->database.integer(kStays, recording) != 0;
}

std::int64_t Store::adopt_orphans(WallTime now) {
  constexpr std::string_view kWhere =
      " open_exposures WHERE writer <> ?1 AND (saved_ms < ?2 OR saved_ms > ?3)";
  const std::int64_t limit = since_1970_ms(now - kOrphaned);
  const std::int64_t ahead = since_1970_ms(now + kOrphaned);  // the clock was set back since
  Database& database = tables_->database;
  Transaction transaction(database);
  database
      .prepare(fmt::format("INSERT INTO exposures ({0}, day) SELECT {0}, day FROM {1}",
                           kStayColumns, kWhere))
      .run(writer_, limit, ahead);
  const std::int64_t adopted = database.changes();
  Statement where = database.prepare(
      fmt::format("SELECT camera, min(start_ms), max(end_ms) FROM {} GROUP BY camera", kWhere));
  std::vector<Stretch> touched;
  where.start(writer_, limit, ahead);
  while (where.next())
    touched.push_back({where.text(0), wall_of(where.integer(1)), wall_of(where.integer(2))});
  database.prepare(fmt::format("DELETE FROM {}", kWhere)).run(writer_, limit, ahead);
  PlaysAdded placed;
  for (const Stretch& stretch : touched) place_anew(stretch, placed);
  transaction.commit();
  return adopted;
}

std::int64_t Store::enforce_retention(WallTime now, std::int64_t most) {
  if (retention_days_ == 0 && log_retention_days_ == 0) return 0;
  Database& database = tables_->database;
  std::int64_t deleted = 0;
  bool more = false;  // cells, which are not counted
  {
    Transaction transaction(database);
    for (const auto& [table, time, log, published] : kAging) {
      const int days = log ? log_retention_days_ : retention_days_;
      if (days == 0) continue;
      database
          .prepare(fmt::format(
              "DELETE FROM {0} WHERE rowid IN (SELECT rowid FROM {0} WHERE {1} < ? LIMIT ?)", table,
              time))
          .run(since_1970_ms(now - std::chrono::days(days)), published ? most : most - deleted);
      if (published)
        more |= database.changes() >= most;
      else
        deleted += database.changes();
    }
    if (retention_days_ > 0)
      deleted += forget_runs(database, now - std::chrono::days(retention_days_), most - deleted);
    // What was taken from a cell goes with it.
    database.execute(
        "DELETE FROM cells WHERE corrects IS NOT NULL AND corrects NOT IN (SELECT id FROM cells)");
    check_in_place();
    transaction.commit();
  }
  log_holds_deleted_ |= deleted > 0;
  if (deleted >= most || more) return most;
  if (is_worth_a_rewrite(database)) vacuum();
  empty_log();
  return deleted;
}

void Store::vacuum() { tables_->database.execute("VACUUM"); }

}  // namespace mien::audience
