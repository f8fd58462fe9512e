#include "eval/eval_detect_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "mien/error.h"

namespace mien::eval {
namespace {

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) throw Error(ErrorKind::output, file.string(), "cannot be written");
}

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
  if (failure) throw Error(ErrorKind::output, folder.string(), failure.message());
  const auto name = result.at("detector").get<std::string>();
  const auto width = std::to_string(result.at("width").get<int>());
  const std::string stem = "detect-" + name + "-" + width;
  write(folder / (stem + ".svg"), curve_svg(name + " at " + width + " pixels", curves));
  write(folder / (stem + ".csv"), curve_csv(curves));
  write(folder / (stem + ".json"), result.dump(2) + "\n");
  const auto all = folder / "eval_detect.json";
  write(all, with_earlier(all, result).dump(2) + "\n");
}

}  // namespace mien::eval
