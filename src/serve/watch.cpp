#include "serve/watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/crew.h"
#include "machine/disk_space.h"

namespace mien::serve {

namespace {

/// Counts of what cameras see are written so often.
constexpr std::chrono::minutes kPictures{1};
// Less than both: a small disk is not always low, a large one may fill within a day.
constexpr double kLowShare = 0.05, kLowBytes = 1e9;

}  // namespace

void Watch::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    look();
    nap(stop, std::chrono::seconds(1));
  }
  look();
}

void Watch::look() {
  look_at_store();
  look_at_disk();
  if (gate_.holds().catch_up() > 0)
    log_.info(LogKind::store,
              "pauses that could not be written to the database before are now recorded in it");
  look_at_pictures();
}

void Watch::look_at_store() {
  const auto trouble = desk_.trouble();
  if (trouble && trouble != trouble_)
    log_.error(LogKind::store, "the database cannot be written: " + *trouble);
  if (!trouble && trouble_) log_.info(LogKind::store, "the database can be written again");
  trouble_ = trouble;
  const auto counts = desk_.counts();
  const auto tell = [&](std::int64_t before, std::int64_t now, const char* words) {
    if (now > before) log_.error(LogKind::store, fmt::format("{} {}", now - before, words));
  };
  tell(lost_, counts.lost_exposures, "stays are lost: too many were waiting to be written");
  tell(refused_, counts.refused, "ratings were refused: too many are waiting");
  lost_ = counts.lost_exposures;
  refused_ = counts.refused;
}

void Watch::look_at_disk() {
  const auto space = disk_space(database_);
  if (!space) return;
  const bool low = space->free_bytes < std::min(kLowShare * space->size_bytes, kLowBytes);
  if (low && !disk_low_)
    log_.warn(LogKind::store,
              fmt::format("{:.0f} MB are left on the database's disk", space->free_bytes / 1e6));
  if (!low && disk_low_) log_.info(LogKind::store, "the database's disk has free space again");
  disk_low_ = low;
}

// A database that cannot be written is the desk's to tell of.
void Watch::look_at_pictures() {
  const auto now = std::chrono::steady_clock::now();
  if (now < pictures_next_) return;
  pictures_next_ = now + kPictures;
  try {
    gate_.pictures().write();
  } catch (const Error&) {
  }
  for (const std::string& words : gate_.pictures().news()) log_.warn(LogKind::service, words);
}

}  // namespace mien::serve
