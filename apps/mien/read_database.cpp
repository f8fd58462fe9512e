#include "read_database.h"

#include <system_error>

void require_database(const std::filesystem::path& database) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(database, ignored))
    throw mien::Error(mien::ErrorKind::input, database.string(), "is not a database",
                      "check the path");
}
