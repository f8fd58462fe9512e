#pragma once
/// \file Stores compared, and contents compared across stores. All are pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "statistics/statistics.h"

namespace mien::fleet {

/// What one store got: ratings, or the valence of stays in published cells.
struct SiteValues {
  std::string site;
  ValueSums sums;  ///< n ≥ 1
};

struct SiteStanding {
  std::string site;
  std::int64_t values = 0;
  Estimate mean;      ///< its own, with the interval of its values alone
  Estimate pooled;    ///< drawn towards the mean of the stores, the more the fewer values it has
  double p_holm = 1;  ///< differs from the mean of the others; corrected for the number of stores
};

struct SitesCompared {
  std::optional<Estimate> mean;     ///< of a store, whichever; none without stores
  double between = 0;               ///< standard deviation of true means between stores
  double within = 0;                ///< standard deviation of values within a store
  std::vector<SiteStanding> sites;  ///< best pooled mean first
};

/// Store as a random effect (DerSimonian and Laird 1986, "Meta-analysis in clinical trials",
/// Controlled Clinical Trials 7), the variance within stores pooled; intervals at 95 %.
SitesCompared compare_sites(std::span<const SiteValues> sites);

/// What one content got in one store.
struct ContentInSite {
  std::string site, content;
  ValueSums sums;  ///< n ≥ 1
};

struct ContentAcross {
  std::string content;
  std::int64_t values = 0, sites = 0;
  double mean = 0;                     ///< of all values
  std::optional<Estimate> difference;  ///< from the other contents of the same stores; none: alone
  double p_holm = 1;
};

/// Stratified by store: a content that hangs in stores where everything pleases gains nothing by
/// it. Differences within each store, weighted by their precision. Best difference first.
std::vector<ContentAcross> compare_contents(std::span<const ContentInSite> values);

}  // namespace mien::fleet
