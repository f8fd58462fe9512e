#include "fleet/across.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "statistics/student.h"

namespace mien::fleet {

namespace {

constexpr double k95 = 1.959963984540054;

double mean_of(const ValueSums& sums) { return sums.sum / static_cast<double>(sums.n); }

double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

Estimate around(double value, double error) {
  return {value, value - k95 * error, value + k95 * error};
}

/// Squares around the own mean, and how many of them are free.
struct Within {
  double squares = 0, free = 0;
  void add(const ValueSums& sums) {
    squares += std::max(0.0, sums.squares - sums.sum * mean_of(sums));
    free += static_cast<double>(sums.n - 1);
  }
  double variance() const { return free > 0 ? squares / free : 0; }
  /// Of Student's t; of many it is the normal limit to four digits.
  double freedom() const { return std::clamp(free, 1.0, 1e5); }
  /// An interval whose error is known from these values alone.
  Estimate around(double value, double error) const {
    const double reach = student_quantile(0.05, freedom()) * error;
    return {value, value - reach, value + reach};
  }
};

struct Weighted {
  double weight = 0, squares = 0, sum = 0;
  void add(double value, double its_weight) {
    weight += its_weight;
    squares += its_weight * its_weight;
    sum += its_weight * value;
  }
  double mean() const { return sum / weight; }
};

}  // namespace

SitesCompared compare_sites(std::span<const SiteValues> sites) {
  SitesCompared result;
  if (sites.empty()) return result;
  Within within;
  for (const SiteValues& site : sites) within.add(site.sums);
  // Where all values are equal nothing is known of chance: a tiny variance keeps weights finite.
  const double variance = std::max(within.variance(), 1e-12);
  const auto error2 = [&](const ValueSums& sums) { return variance / static_cast<double>(sums.n); };
  Weighted fixed;
  for (const SiteValues& site : sites) fixed.add(mean_of(site.sums), 1 / error2(site.sums));
  double q = 0;
  for (const SiteValues& site : sites) {
    const double distance = mean_of(site.sums) - fixed.mean();
    q += distance * distance / error2(site.sums);
  }
  const double room = fixed.weight - fixed.squares / fixed.weight;
  const double between2 =
      room > 0 ? std::max(0.0, (q - static_cast<double>(sites.size() - 1)) / room) : 0;
  Weighted random;
  for (const SiteValues& site : sites)
    random.add(mean_of(site.sums), 1 / (error2(site.sums) + between2));
  result.mean = around(random.mean(), std::sqrt(1 / random.weight));
  result.between = std::sqrt(between2);
  result.within = std::sqrt(within.variance());
  std::vector<double> p;
  for (const SiteValues& site : sites) {
    const double own = mean_of(site.sums), own2 = error2(site.sums);
    const double trust = between2 / (between2 + own2);
    const double rest = 1 / random.weight;
    SiteStanding standing{.site = site.site, .values = site.sums.n};
    standing.mean = within.around(own, std::sqrt(own2));
    standing.pooled = around(trust * own + (1 - trust) * random.mean(),
                             std::sqrt(trust * own2 + (1 - trust) * (1 - trust) * rest));
    result.sites.push_back(standing);
    const double weight = 1 / (own2 + between2), others = random.weight - weight;
    const double other_mean = others > 0 ? (random.sum - weight * own) / others : own;
    p.push_back(others > 0 ? two_sided((own - other_mean) / std::sqrt(own2 + 1 / others)) : 1);
  }
  const auto corrected = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) result.sites[i].p_holm = corrected[i];
  std::ranges::stable_sort(result.sites, std::ranges::greater{},
                           [](const SiteStanding& one) { return one.pooled.value; });
  return result;
}

std::vector<ContentAcross> compare_contents(std::span<const ContentInSite> values) {
  std::map<std::string, ValueSums> by_site, by_content;
  std::map<std::string, std::int64_t> sites;
  Within within;
  for (const ContentInSite& one : values) {
    by_site[one.site] += one.sums;
    by_content[one.content] += one.sums;
    ++sites[one.content];
    within.add(one.sums);
  }
  const double variance = std::max(within.variance(), 1e-12);
  std::map<std::string, Weighted> differences;
  for (const ContentInSite& one : values) {
    ValueSums others = by_site[one.site];
    others.n -= one.sums.n;
    others.sum -= one.sums.sum;
    if (others.n <= 0) continue;
    const double error2 =
        variance * (1 / static_cast<double>(one.sums.n) + 1 / static_cast<double>(others.n));
    differences[one.content].add(mean_of(one.sums) - mean_of(others), 1 / error2);
  }
  std::vector<ContentAcross> result;
  std::vector<double> p;
  for (const auto& [content, sums] : by_content) {
    ContentAcross one{.content = content, .values = sums.n, .sites = sites[content]};
    one.mean = mean_of(sums);
    if (const auto found = differences.find(content); found != differences.end()) {
      const double error = std::sqrt(1 / found->second.weight);
      one.difference = within.around(found->second.mean(), error);
      p.push_back(student_p(found->second.mean() / error, within.freedom()));
    } else {
      p.push_back(1);
    }
    result.push_back(one);
  }
  const auto corrected = holm(p);
  for (std::size_t i = 0; i < p.size(); ++i) result[i].p_holm = corrected[i];
  std::ranges::stable_sort(result, std::ranges::greater{}, [](const ContentAcross& one) {
    return one.difference ? one.difference->value : -1e9;
  });
  return result;
}

}  // namespace mien::fleet
