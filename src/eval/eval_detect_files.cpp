#include "eval/eval_detect_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/whole_file.h"

namespace mien::eval {
namespace {

// For the report: one line per detector and setting evaluated into this folder; the newest of each.
nlohmann::json with_earlier(const std::filesystem::path& file, const nlohmann::json& result) {
  std::ifstream stream(file, std::ios::binary);
  const auto before = nlohmann::json::parse(stream, nullptr, false);
  nlohmann::json results = nlohmann::json::array();
  const auto same = [&](const nlohmann::json& other) {
    return std::ranges::all_of(std::array{"detector", "width", "precision"}, [&](const char* key) {
      return other.value(key, nlohmann::json()) == result.at(key);
    });
  };
  if (before.is_object() && before.contains("results") && before["results"].is_array())
    for (const auto& other : before["results"])
      if (other.is_object() && !same(other)) results.push_back(other);
  results.push_back(result);
  return {{"results", std::move(results)}};
}

}  // namespace

void write_detect_files(const std::filesystem::path& folder, const nlohmann::json& result,
                        std::span<const NamedCurve> curves) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) throw output_error(folder, "created", failure.value());
  const auto name = result.at("detector").get<std::string>();
  const auto width = std::to_string(result.at("width").get<int>());
  const std::string stem = "detect-" + name + "-" + width;
  write_whole(folder / (stem + ".svg"), curve_svg(name + " at " + width + " pixels", curves));
  write_whole(folder / (stem + ".csv"), curve_csv(curves));
  write_whole(folder / (stem + ".json"), result.dump(2) + "\n");
  const auto all = folder / "eval_detect.json";
  write_whole(all, with_earlier(all, result).dump(2) + "\n");
}

}  // namespace mien::eval
