#include "audience/forget_old.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mien::audience {

WallTime forget_old(Store& store, const std::function<void(const std::string&)>& log) {
  const WallTime now = wall_now();
  const ClockBelief belief = store.mind_clock(now);
  while (store.enforce_retention(belief.believed, kForgetAtOnce) >= kForgetAtOnce) {
  }
  const std::int64_t kept = belief.doubtful ? store.rows_between(belief.believed, now) : 0;
  const std::string file = store.path().string();
  if (kept > 0 && log)
    log(fmt::format(
        "{}: {} past the retention if this machine's clock is right: it says {}, the newest row "
        "is of {} (to delete what is past it: mien check --db {} --clock-is-right)",
        file, counted(kept, "row is", "rows are"), rfc3339(now), rfc3339(belief.believed), file));
  return belief.believed;
}

}  // namespace mien::audience
