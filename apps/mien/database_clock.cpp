#include "database_clock.h"

#include "audience/told.h"
#include "store_clock.h"

mien::audience::StoreOptions on_its_clock(const std::filesystem::path& database, std::string zone,
                                          const std::string& otherwise) {
  if (zone.empty()) zone = mien::audience::told_in(database).time_zone;
  return {.utc_offset = store_clock(zone.empty() ? otherwise : zone), .usual_clock = zone.empty()};
}
