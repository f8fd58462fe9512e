#pragma once
/// \file A store with people whom nobody may tell apart.

#include <string>

#include "audience/store.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {

class FewPeopleTest : public FolderTest {
 protected:
  /// Somebody whose face could not be read.
  static Exposure nobody_knows(int second, int visit = 1) {
    Exposure one = stay("shelf", kNine + std::chrono::seconds(second), 4, 0, "aisle", visit);
    one.valence.reset();
    one.label_ms = {};
    one.label_ms[kEmotions] = 4000;
    return one;
  }
  std::int64_t count(const std::string& where) {
    return Database(file_).integer("SELECT count(*) FROM exposures WHERE visit = 1 AND " + where);
  }
  double real(const std::string& query) {
    Database database(file_);
    Statement row = database.prepare(query);
    row.start();
    row.next();
    return row.real(0);
  }
};

}  // namespace mien::audience
