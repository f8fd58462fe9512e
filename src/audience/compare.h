#pragma once
/// \file Two periods, two contents or two stores beside each other.

#include <map>
#include <string>
#include <vector>

#include "audience/store.h"
#include "statistics/student.h"

namespace mien::audience {

/// What may be told of one side, by content; empty: all contents together.
struct ComparedSide {
  std::map<std::string, Guarded<Figures>> figures;
  std::map<std::string, ValueSums> ratings;
  std::map<std::string, ValueSums> reactions;  ///< Store::reaction_sums
};

/// All contents, and each.
ComparedSide side_of(Store& store, const Filter& filter);
/// The filter's content alone, under the name "".
ComparedSide side_of_content(Store& store, const Filter& filter);

/// A mean of one side and of the other.
struct Compared {
  std::string content;  ///< empty: all
  /// `smiles`: share of the stays with one.
  enum class Measure { valence, dwell_s, rating, smiles } measure = Measure::valence;
  double a = 0, b = 0;
  std::int64_t values_a = 0, values_b = 0;
  /// b − a. The interval holds all differences of the comparison at once at 95 % (Bonferroni).
  Estimate difference;
  double p = 1, p_holm = 1;  ///< two-sided, Welch's t; by Holm's step-down for all of them
  /// Of a valence, or of smiles, that do not differ: how many more stays each side needs until a
  /// difference of 0.1 would show (at 5 %, four times in five); 0: enough.
  std::int64_t more_stays_a = 0, more_stays_b = 0;
};

struct Comparison {
  std::vector<Compared> rows;  ///< all contents first, then by name
  /// Contents of which a side has too few people, or none: at most their ratings are compared.
  std::vector<std::string> withheld;
};

/// Only what both sides may tell is compared. `smiles`: nothing else is read, they take the place
/// of valence. Pure.
Comparison compare(const ComparedSide& a, const ComparedSide& b, bool smiles = false);

std::string_view name_of(Compared::Measure measure);

}  // namespace mien::audience
