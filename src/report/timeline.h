#pragma once
/// \file events.jsonl → how many faces showed which expression when.

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mien::report {

/// Labels in a fixed order: the nine of mien, then those of a swapped-in model as they are met.
/// The last slot collects what comes after the table is full.
class LabelTable {
 public:
  static constexpr std::size_t kSlots = 16;
  static constexpr std::size_t kUnknown = 8;

  LabelTable();
  std::size_t slot_of(std::string_view label);
  const std::vector<std::string>& names() const { return names_; }
  void say_smiles();  ///< names are for showing from now on: "smile", "no smile"

 private:
  std::vector<std::string> names_;
};

using LabelCounts = std::array<std::uint32_t, LabelTable::kSlots>;

/// The faces of one inferred frame, by label slot.
struct FrameCounts {
  double seconds = 0;
  LabelCounts counts{};
  std::uint32_t faces() const;
};

/// All faces of one input.
struct Sightings {
  std::vector<FrameCounts> frames;  ///< by rising time; frames without faces are not among them
  LabelCounts counts{};
  std::array<double, LabelTable::kSlots> confidence_sums{};
  std::uint64_t faces = 0;
};

struct EventsRead {
  LabelTable labels;
  std::map<std::string, Sightings> inputs;  ///< by the name of the source
  std::size_t unreadable_lines = 0;         ///< e.g. the last one of an interrupted run
};

/// Reads line by line; an unreadable line is counted and skipped. Empty where there is no such
/// file.
EventsRead read_events(const std::filesystem::path& file);

/// Sightings in equal steps of stream time.
struct FacesOverTime {
  static constexpr std::size_t kMostBins = 240;  ///< as many as a chart can show apart

  double bin_s = 0;       ///< length of a bin, a round number of seconds
  double duration_s = 0;  ///< the last bin may be cut short by it
  std::vector<LabelCounts> counts;
  std::vector<double> mean_faces;         ///< per inferred frame of the bin
  std::vector<std::uint32_t> peak_faces;  ///< in one frame of the bin
};

/// \param media_seconds, frames_inferred  as the summary says; 0 where it does not: then the events
/// tell.
FacesOverTime make_timeline(const Sightings&, double media_seconds, double frames_inferred);

/// Label slots that lead the first and the last third of the time with faces, `unknown` left aside.
/// Both are kUnknown where there is too little to say so.
struct Drift {
  std::size_t from = LabelTable::kUnknown, to = LabelTable::kUnknown;
};
Drift drift_of(const Sightings&);

}  // namespace mien::report
