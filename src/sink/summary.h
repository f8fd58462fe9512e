#pragma once
/// \file Parts of summary.json that mien.db holds too.

#include <nlohmann/json.hpp>

#include "mien/summary.h"

namespace mien::sink {

/// label → value; of a label that comes twice the first is kept.
nlohmann::json machine_json(const MachineTable& machine);
/// label → share of faces, `unknown` included.
nlohmann::json emotions_json(const std::array<double, kEmotions + 1>& shares);
/// stage → CPU ms per frame of the stream.
nlohmann::json stages_json(const StageTimes& stages);

}  // namespace mien::sink
