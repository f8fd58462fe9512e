#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/to_number.h"
#include "eval/track/truth.h"

namespace mien::eval {
namespace {

namespace fs = std::filesystem;

constexpr char kShape[] =
    "a line of MOT is frame,id,left,top,width,height and perhaps ,counts,class,visible; frames "
    "from 1";
constexpr double kFarthestFrame = 1e6;
constexpr std::size_t kLeastFields = 6, kCounts = 6, kVisible = 8;

std::string_view without_blanks(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
  return begin == std::string_view::npos ? std::string_view{} : text.substr(begin, end - begin + 1);
}

std::optional<double> number_of(std::string_view text) {
  const auto value = to_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

/// The numbers of a line; nothing where one is none.
std::optional<std::vector<double>> fields_of(std::string_view line) {
  std::vector<double> fields;
  while (true) {
    const auto comma = line.find(',');
    const auto number = number_of(without_blanks(line.substr(0, comma)));
    if (!number) return std::nullopt;
    fields.push_back(*number);
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

bool is_whole(double value, double least) {
  return value >= least && value <= 1e9 && value == std::floor(value);
}

/// The line's complaint; empty: none.
std::string problem_of(const std::vector<double>& fields) {
  if (fields.size() < kLeastFields) return fmt::format("has {} numbers", fields.size());
  if (!is_whole(fields[0], 1)) return "has no frame's number in its first column";
  if (!is_whole(fields[1], 0)) return "has no id in its second column";
  for (std::size_t i = 2; i < kLeastFields; ++i)
    if (std::abs(fields[i]) > kFarthestFrame) return "has a coordinate beyond any picture";
  if (fields[4] < 0 || fields[5] < 0) return "has a box of negative size";
  return {};
}

/// `key=value` of an INI file's only section.
std::optional<double> setting(const std::string& text, std::string_view key) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line(text.data() + begin, end - begin);
    const auto equals = line.find('=');
    if (equals != std::string_view::npos && without_blanks(line.substr(0, equals)) == key)
      return number_of(without_blanks(line.substr(equals + 1)));
    begin = end + 1;
  }
  return std::nullopt;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Size and rate of the sequence, from seqinfo.ini beside the file, or one folder up as MOT has it.
void read_seqinfo(const fs::path& file, TrackTruth& truth) {
  const fs::path beside = fs::absolute(file).parent_path();
  for (const fs::path& folder : {beside, beside.parent_path()}) {
    const fs::path info = folder / "seqinfo.ini";
    if (!fs::is_regular_file(info)) continue;
    const std::string text = text_of(info);
    const auto width = setting(text, "imWidth"), height = setting(text, "imHeight"),
               fps = setting(text, "frameRate");
    if (!width || !height || !fps || *width < 1 || *height < 1 || *fps <= 0)
      throw Error(ErrorKind::input, info.string(),
                  "does not give the size and the frame rate of the video",
                  "it needs imWidth, imHeight (pixels) and frameRate (frames a second)");
    truth.width = *width;
    truth.height = *height;
    truth.fps = *fps;
    return;
  }
  throw Error(ErrorKind::input, file.string(), "has no seqinfo.ini beside it, nor one folder up",
              "write one with [Sequence], imWidth=, imHeight= and frameRate=");
}

}  // namespace

std::map<std::int64_t, TruthPerson> parse_mot(std::istream& text, const std::string& where) {
  std::map<std::int64_t, TruthPerson> people;
  std::string line;
  for (int number = 1; std::getline(text, line); ++number) {
    if (without_blanks(line).empty()) continue;
    const auto fields = fields_of(line);
    const std::string problem = fields ? problem_of(*fields) : "has something that is not a number";
    const auto fail = [&](const std::string& what) {
      throw Error(ErrorKind::input, fmt::format("{}:{}", where, number), what, kShape);
    };
    if (!problem.empty()) fail(problem);
    const std::vector<double>& f = *fields;
    TruthBox box{.box = {f[2] - 1, f[3] - 1, f[4], f[5]}};  // pixels count from 1 too
    if (f.size() > kVisible) box.visible = f[kVisible];
    if (f.size() > kCounts && f[kCounts] == 0) box.visible = 0;
    if (!people[static_cast<std::int64_t>(f[1])]
             .boxes.emplace(static_cast<std::int64_t>(f[0]) - 1, box)
             .second)
      fail(fmt::format("is the second box of id {:.0f} in frame {:.0f}", f[1], f[0]));
  }
  if (people.empty()) throw Error(ErrorKind::input, where, "names nobody", kShape);
  return people;
}

TrackTruth read_track_truth(const fs::path& file) {
  if (!fs::is_regular_file(file))
    throw Error(ErrorKind::input, file.string(), "is not a file",
                "name a truth.json of tools/make-store-footage, or a gt.txt of MOT");
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(ErrorKind::input, file.string(), "cannot be read", "check its permissions");
  if (file.extension() == ".json") return parse_track_truth_json(text_of(file), file.string());
  TrackTruth truth;
  truth.people = parse_mot(in, file.string());
  read_seqinfo(file, truth);
  return truth;
}

}  // namespace mien::eval
