#pragma once
/// \file What is kept of facts so that a question about many stores reads few rows: sums by day,
/// the newest health of a site. Kept in the transaction that adds the facts.

#include <string>
#include <string_view>

namespace mien::receivers {

/// Statements that make the tables of sums where they are not there.
std::string create_sums_sql(const std::string& schema);
/// Sums of `table` ("rating" or "cell") from all its rows.
std::string sum_anew_sql(const std::string& schema, std::string_view table);
/// The table of each site's newest health.
std::string create_site_sql(const std::string& schema);

/// The statement that moves facts from `stage` into `table`, those that are new and of which the
/// condition `holds`, and counts them.
std::string insert_sql(const std::string& schema, std::string_view table,
                       const std::string& columns, const std::string& stage,
                       const std::string& holds);
/// The statement that takes back facts of `table` by store ($1), number below ($2), id ($3) and
/// time ($4), and counts them out.
std::string take_back_sql(const std::string& schema, std::string_view table);
/// The same for facts of which a condition is true.
std::string take_back_where_sql(const std::string& schema, std::string_view table,
                                std::string_view condition);

}  // namespace mien::receivers
