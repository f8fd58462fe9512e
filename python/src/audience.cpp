/// mien.open: a store's database.

#include "mien/audience.h"

#include <limits>
#include <mutex>

#include <nanobind/stl/shared_ptr.h>

#include "module.h"
#include "table.h"

namespace mien::python {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Any thread of Python may ask: one after another.
class SharedDatabase {
 public:
  SharedDatabase(const std::string& file, std::optional<int> min_audience)
      : database_(file, {.min_audience = min_audience}) {}

  /// Asks without the GIL.
  template <class Question>
  auto ask(Question question) {
    const AliveCall until_here;
    const nb::gil_scoped_release others_may_run;
    std::lock_guard lock(mutex_);
    return question(database_);
  }

 private:
  std::mutex mutex_;
  AudienceDatabase database_;
};

/// Suppressed figures are NaN: too few people.
std::shared_ptr<Table> ranking_of(SharedDatabase& shared, const std::string& by) {
  if (by != "valence" && by != "rating")
    throw nb::value_error(("by cannot be '" + by + "': valence or rating").c_str());
  std::vector<std::string> content;
  std::vector<double> values, mean, low, high, difference, p;
  const auto ranked = shared.ask([&](AudienceDatabase& database) {
    return by == "valence" ? database.rank_by_valence() : database.rank_by_rating();
  });
  for (const auto& [name, standing] : ranked) {
    const bool shown = !standing.suppressed();
    content.push_back(name);
    values.push_back(shown ? static_cast<double>(standing->values) : kUnknown);
    mean.push_back(shown ? standing->mean.value : kUnknown);
    low.push_back(shown ? standing->mean.low : kUnknown);
    high.push_back(shown ? standing->mean.high : kUnknown);
    difference.push_back(shown ? standing->difference : kUnknown);
    p.push_back(shown ? standing->p_holm : kUnknown);
  }
  return std::make_shared<Table>(Table{{{"content", content},
                                        {"values", values},
                                        {"mean", mean},
                                        {"low", low},
                                        {"high", high},
                                        {"difference", difference},
                                        {"p", p}}});
}

std::shared_ptr<Table> contents_of(SharedDatabase& shared) {
  std::vector<std::string> content;
  std::vector<double> people, exposures, dwell, attention, valence;
  const auto contents =
      shared.ask([](AudienceDatabase& database) { return database.by_content(); });
  for (const auto& [name, figures] : contents) {
    const bool shown = !figures.suppressed();
    content.push_back(name);
    people.push_back(shown ? static_cast<double>(figures->people) : kUnknown);
    exposures.push_back(shown ? static_cast<double>(figures->exposures) : kUnknown);
    dwell.push_back(shown ? figures->dwell_s : kUnknown);
    attention.push_back(shown ? figures->attention.value_or(kUnknown) : kUnknown);
    valence.push_back(shown ? figures->valence.value_or(kUnknown) : kUnknown);
  }
  return std::make_shared<Table>(Table{{{"content", content},
                                        {"people", people},
                                        {"exposures", exposures},
                                        {"dwell_s", dwell},
                                        {"attention", attention},
                                        {"valence", valence}}});
}

nb::object relation_of(SharedDatabase& shared) {
  const auto relation = shared.ask([](AudienceDatabase& database) { return database.relate(); });
  if (relation.suppressed()) return nb::none();
  const auto estimate = [](const std::optional<Estimate>& given) -> nb::object {
    if (!given) return nb::none();
    return nb::make_tuple(given->value, given->low, given->high);
  };
  nb::dict all;
  all["pairs"] = relation->pairs;
  all["people"] = relation->people;
  all["spearman"] = estimate(relation->spearman);
  all["kendall"] = estimate(relation->kendall);
  all["notices"] = relation->notices;
  return all;
}

}  // namespace

void bind_audience(nb::module_& module) {
  nb::class_<SharedDatabase>(module, "Database",
                             "A store's mien.db. Figures of fewer people than min_audience are "
                             "withheld: NaN in tables, None elsewhere.")
      .def(
          "__init__",
          [](SharedDatabase* made, const nb::str& file, std::optional<int> min_audience) {
            new (made) SharedDatabase(bytes_of(file), min_audience);
          },
          nb::arg("file"), nb::arg("min_audience") = nb::none())
      .def_prop_ro(
          "min_audience",
          [](SharedDatabase& shared) {
            return shared.ask([](AudienceDatabase& database) { return database.min_audience(); });
          })
      .def("ranking", &ranking_of, nb::arg("by") = "valence",
           "Contents, best first, by 'valence' or by 'rating', with 95 % intervals.")
      .def("contents", &contents_of, "People, stays, dwell, attention and valence of each content.")
      .def("relation", &relation_of, nb::sig("def relation(self) -> dict[str, typing.Any] | None"),
           "Whether ratings and expressions agree; None: too few of either.");
}

}  // namespace mien::python
