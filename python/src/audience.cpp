/// mien.open: a store's database.

#include "mien/audience.h"

#include <cmath>

#include <nanobind/stl/shared_ptr.h>

#include "module.h"
#include "table.h"

namespace mien::python {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Suppressed figures are NaN: too few people.
std::shared_ptr<Table> ranking_of(AudienceDatabase& database, const std::string& by) {
  if (by != "valence" && by != "rating")
    throw nb::value_error(("by cannot be '" + by + "': valence or rating").c_str());
  std::vector<std::string> content;
  std::vector<double> mean, low, high, difference, p;
  std::vector<std::int64_t> values;
  {
    const nb::gil_scoped_release others_may_run;
    for (const auto& [name, standing] :
         by == "valence" ? database.rank_by_valence() : database.rank_by_rating()) {
      const bool shown = !standing.suppressed();
      content.push_back(name);
      values.push_back(shown ? static_cast<std::int64_t>(standing->values) : 0);
      mean.push_back(shown ? standing->mean.value : kUnknown);
      low.push_back(shown ? standing->mean.low : kUnknown);
      high.push_back(shown ? standing->mean.high : kUnknown);
      difference.push_back(shown ? standing->difference : kUnknown);
      p.push_back(shown ? standing->p_holm : kUnknown);
    }
  }
  return std::make_shared<Table>(Table{{{"content", content},
                                        {"values", values},
                                        {"mean", mean},
                                        {"low", low},
                                        {"high", high},
                                        {"difference", difference},
                                        {"p", p}}});
}

std::shared_ptr<Table> contents_of(AudienceDatabase& database) {
  std::vector<std::string> content;
  std::vector<std::int64_t> people, exposures;
  std::vector<double> dwell, attention, valence;
  {
    const nb::gil_scoped_release others_may_run;
    for (const auto& [name, figures] : database.by_content()) {
      const bool shown = !figures.suppressed();
      content.push_back(name);
      people.push_back(shown ? figures->people : 0);
      exposures.push_back(shown ? figures->exposures : 0);
      dwell.push_back(shown ? figures->dwell_s : kUnknown);
      attention.push_back(shown ? figures->attention.value_or(kUnknown) : kUnknown);
      valence.push_back(shown ? figures->valence.value_or(kUnknown) : kUnknown);
    }
  }
  return std::make_shared<Table>(Table{{{"content", content},
                                        {"people", people},
                                        {"exposures", exposures},
                                        {"dwell_s", dwell},
                                        {"attention", attention},
                                        {"valence", valence}}});
}

nb::object relation_of(AudienceDatabase& database) {
  audience::Guarded<audience::Relation> relation;
  {
    const nb::gil_scoped_release others_may_run;
    relation = database.relate();
  }
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
  nb::class_<AudienceDatabase>(module, "Database",
                               "A store's mien.db. Figures of fewer people than min_audience are "
                               "withheld: NaN in tables, None elsewhere.")
      .def(
          "__init__",
          [](AudienceDatabase* made, const std::string& file, std::optional<int> min_audience) {
            new (made) AudienceDatabase(file, {.min_audience = min_audience});
          },
          nb::arg("file"), nb::arg("min_audience") = nb::none())
      .def_prop_ro("min_audience", &AudienceDatabase::min_audience)
      .def("ranking", &ranking_of, nb::arg("by") = "valence",
           "Contents, best first, by 'valence' or by 'rating', with 95 % intervals.")
      .def("contents", &contents_of, "People, stays, dwell, attention and valence of each content.")
      .def("relation", &relation_of, nb::sig("def relation(self) -> dict[str, typing.Any] | None"),
           "Whether ratings and expressions agree; None: too few of either.");
}

}  // namespace mien::python
