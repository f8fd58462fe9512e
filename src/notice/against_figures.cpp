// Measures on figures, and on what is kept of people.
#include <fmt/format.h>

#include "base/text.h"
#include "notice/against.h"

namespace mien::notice::against {

namespace {

constexpr int kUsualGroup = 5;

}  // namespace

RiskMeasure always(std::string what) { return {std::move(what), "", nullptr, "", ""}; }

RiskMeasure small_groups(const RunConfig& config) {
  const int least = config.audience.min_audience;
  const std::string people = counted(least, "person", "people");
  return {"No figure is of fewer people, and no combination of answers tells of fewer",
          "audience.min_audience", least, people,
          least >= kUsualGroup
              ? ""
              : fmt::format("a figure can be of {}; {} is the default", people, kUsualGroup)};
}

RiskMeasure live_view(const RunConfig& config) {
  const bool shown = config.server.live_view;
  return {"Live faces are shown to administrators only", "server.live_view", shown,
          shown ? "on" : "off",
          shown ? "whoever may read sees the estimate of each face in view (it is not kept)" : ""};
}

RiskMeasure stays_kept_in(const RunConfig& config) {
  const bool remote = config.sinks.remote();
  std::string weakened;
  if (config.sinks.publish != Publish::cells)
    weakened =
        std::string(config.sinks.publish == Publish::sights
                        ? "single stays and the faces of each moment "
                        : "single stays ") +
        (remote ? "leave the store" : "would leave the store as soon as there is a receiver");
  return {"Figures leave the store, single stays do not", "sinks.publish",
          name_of(config.sinks.publish),
          std::string(name_of(config.sinks.publish)) + (remote ? "" : ", and there is no receiver"),
          weakened};
}

RiskMeasure single_faces(const RunConfig& config) {
  const std::string file = config.sinks.jsonl.string();
  return {"The server writes no single face to a file", "sinks.jsonl",
          file.empty() ? nlohmann::json() : nlohmann::json(file), file.empty() ? "none" : file,
          file.empty()
              ? ""
              : "single faces with their track numbers are in a file that nothing deletes"};
}

RiskMeasure short_memory(const RunConfig& config) {
  const int days = config.retention_days;
  return {"Stays and ratings are deleted, and overwritten on disk, after", "storage.retention_days",
          days, days > 0 ? counted(days, "day") : std::string("no limit"),
          days > 0 ? "" : "stays and ratings are kept without a limit"};
}

RiskMeasure less_read(const RunConfig& config) {
  if (!estimates(config)) return {"No expression is estimated", "emotion", "none", "none", ""};
  const bool smiles = config.expressions == Expressions::smile;
  return {"Nothing but smile or no smile is estimated", "expressions", name_of(config.expressions),
          std::string(name_of(config.expressions)),
          smiles ? ""
                 : "eight expressions and valence are estimated; smile, or no expression at "
                   "all (emotion: none), takes less from people"};
}

RiskMeasure unknown_below(const RunConfig& config, const BuildFacts& build) {
  const double least = build.emotion.min_confidence;
  return {"Below the model's confidence the answer is `unknown`", "emotion", config.emotion,
          least > 0 ? fmt::format("{}, below {:g}", config.emotion, least) : config.emotion,
          least > 0 ? "" : "this model names no such confidence: every face gets a label"};
}

}  // namespace mien::notice::against
