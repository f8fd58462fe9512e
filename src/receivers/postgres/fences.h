#pragma once
/// \file Of two hosts that were both sure of a camera, the later claim is believed.
///
/// **The rule.** A fact is left out where a claim of a greater fence is known for its camera, at
/// its site, whose time is not after the fact's: it began in another host's time. What began before
/// that stays, however late it comes. A fact without a fence is judged by nobody. It holds in
/// whichever order facts and claims come: what is there already goes when the claim is heard of.
///
/// **How long.** A claim judges the facts of its seven days only, and no store keeps a fact longer
/// than 366 days for a receiver that is away: claims are forgotten after 400 days.
///
/// **Its bounds.** Whoever may write to the brokers can make a claim up. So one is in force for
/// seven days from its time on, takes back nothing that was received more than seven days ago, and
/// is heard only from a fact that is not older than it.

#include <chrono>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "receivers/postgres/connection.h"

namespace mien::receivers {

/// A claim, as a fact carries it.
struct CarriedFence {
  std::string site, camera;
  std::int64_t number = 0;
  std::string time;  ///< RFC 3339
  auto operator<=>(const CarriedFence&) const = default;
};

/// The table `fence`. Uses the caller's connection, within the caller's transaction.
class PgFences {
 public:
  PgFences(PgConnection& connection, std::string schema)
      : connection_(connection), schema_(std::move(schema)) {}

  /// Makes the table, and the columns of facts' tables, where they are not there; a table of an
  /// earlier version gets the key of this one.
  void make_tables();
  /// Before facts of a batch that carry fences are added: keeps the claims that are new, and takes
  /// back what began in their time. Until the transaction ends, others see all of it or wait.
  void hear(const std::set<CarriedFence>& carried);
  /// What was kept in this transaction was rolled back.
  void forget() { known_.clear(); }
  /// A condition on a row of `stage`: is it to be added? True for every row of other tables.
  static std::string holds_sql(const std::string& schema, std::string_view table,
                               const std::string& stage);

 private:
  void add_columns();
  void key_by_time_too();
  void forget_old();

  PgConnection& connection_;
  const std::string schema_;
  std::set<CarriedFence> known_;
  std::chrono::steady_clock::time_point next_look_{};  ///< at what is old
};

}  // namespace mien::receivers
