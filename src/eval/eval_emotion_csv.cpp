#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "mien/error.h"

#include "emotion/class_names.h"
#include "eval/csv_rows.h"
#include "eval/eval_emotion_faces.h"
#include "eval/eval_emotion_labels.h"

namespace mien::eval {
namespace {

constexpr int kSmallestSide = 8, kLargestSide = 1024;
constexpr int kMostVotes = 1000;  // FER+ has ten a picture
constexpr const char* kExpected = "FER2013's own file has the columns emotion, pixels, Usage";
constexpr std::array<const char*, kFerPlusVotes> kVoteColumns = {
    "neutral", "happiness", "surprise", "sadness", "anger",
    "disgust", "fear",      "contempt", "unknown", "NF"};

/// The votes, a row for each row of the pictures.
class VoteRows {
 public:
  explicit VoteRows(const std::filesystem::path& file) : rows_(file), usage_(rows_.find("Usage")) {
    for (std::size_t i = 0; i < kFerPlusVotes; ++i)
      columns_[i] = rows_.require(kVoteColumns[i], "FER+'s own file is fer2013new.csv");
  }

  /// `usage` of the picture's row; the two files must agree.
  FerPlusVotes next(const CsvRows& pictures, std::string_view usage) {
    if (!rows_.next()) {
      pictures.fail("has no row in fer2013new.csv, which ends before",
                    "use both files complete and in their original order");
    }
    if (usage_ && !usage.empty() && rows_.cell(*usage_) != usage)
      rows_.fail(fmt::format("belongs to '{}', but that row of fer2013.csv to '{}'",
                             rows_.cell(*usage_), usage),
                 "use both files complete and in their original order");
    FerPlusVotes votes{};
    for (std::size_t i = 0; i < kFerPlusVotes; ++i)
      votes[i] = rows_.number(columns_[i], 0, kMostVotes);
    return votes;
  }

  void require_end() {
    if (rows_.next())
      rows_.fail("has no row in fer2013.csv, which ends before",
                 "use both files complete and in their original order");
  }

 private:
  CsvRows rows_;
  std::optional<std::size_t> usage_;
  std::array<std::size_t, kFerPlusVotes> columns_{};
};

class FerCsv : public FaceSet {
 public:
  FerCsv(const std::filesystem::path& file, const std::filesystem::path& votes, FerPart part)
      : file_(file),
        part_(part),
        rows_(file),
        emotion_(rows_.require("emotion", kExpected)),
        pixels_(rows_.require("pixels", kExpected)),
        usage_(rows_.find("Usage")) {
    if (!votes.empty()) votes_.emplace(votes);
    if (!usage_ && part != FerPart::both)
      rows_.fail("there is no column 'Usage', which tells public from private", kExpected);
  }

  std::string kind() const override { return votes_ ? "fer2013+ferplus" : "fer2013"; }
  bool has_eight() const override { return votes_.has_value(); }
  double share() const override { return rows_.share(); }

  bool next(LabelledFace& face) override {
    while (rows_.next()) {
      const std::string_view usage = usage_ ? rows_.cell(*usage_) : std::string_view();
      FerPlusVotes votes{};
      if (votes_) votes = votes_->next(rows_, usage);
      if (usage_ && !wanted(usage)) continue;
      face.seven = label();
      face.eight = votes_ ? counted(majority_of(votes)) : std::nullopt;
      read_pixels();
      face.frame = picture_.frame();
      ++counts_.faces;
      return true;
    }
    if (votes_) votes_->require_end();
    if (counts_.faces == 0)
      throw Error(ErrorKind::input, file_.string(), "has no rows of the part that was asked for",
                  "its column Usage must say PublicTest or PrivateTest; `--part` chooses");
    return false;
  }

 private:
  bool wanted(std::string_view usage) const {
    if (usage == "PublicTest") return part_ != FerPart::private_test;
    if (usage == "PrivateTest") return part_ != FerPart::public_test;
    if (usage == "Training") return false;
    rows_.fail(fmt::format("'Usage' cannot be '{}'", usage.substr(0, 40)),
               "Training, PublicTest or PrivateTest");
  }

  Emotion label() const {
    const std::string_view text = rows_.cell(emotion_);
    auto named = emotion::label_named(text);
    if (!named) named = fer2013_label(rows_.number(emotion_, 0, 6));
    if (named == Emotion::contempt) rows_.fail("contempt is not one of FER2013's seven labels");
    return *named;
  }

  std::optional<Emotion> counted(const Majority& majority) {
    if (majority.kind == Majority::Kind::unknown) ++counts_.unknown;
    if (majority.kind == Majority::Kind::not_a_face) ++counts_.not_a_face;
    if (majority.kind == Majority::Kind::none) ++counts_.no_majority;
    return majority.label;
  }

  /// Numbers 0..255 with blanks between; as many as a square has.
  void read_pixels() {
    const std::string_view text = rows_.cell(pixels_);
    values_.clear();
    const char *at = text.data(), *end = at + text.size();
    while (at < end) {
      int value = -1;
      const auto [behind, failure] = std::from_chars(at, end, value);
      const bool whole = behind == end || *behind == ' ';
      if (failure != std::errc() || !whole || value < 0 || value > 255)
        rows_.fail(fmt::format("pixel {} is not a number from 0 to 255", values_.size() + 1));
      values_.push_back(static_cast<std::uint8_t>(value));
      for (at = behind; at < end && *at == ' ';) ++at;
    }
    const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(values_.size()))));
    if (side < kSmallestSide || side > kLargestSide ||
        static_cast<std::size_t>(side) * side != values_.size())
      rows_.fail(fmt::format("{} pixels do not make a square picture", values_.size()),
                 "FER2013's have 48 × 48 = 2304");
    picture_.resize(side, side);
    std::copy(values_.begin(), values_.end(), picture_.pixels());
  }

  std::filesystem::path file_;
  FerPart part_;
  CsvRows rows_;
  std::size_t emotion_, pixels_;
  std::optional<std::size_t> usage_;
  std::optional<VoteRows> votes_;
  std::vector<std::uint8_t> values_;
  GrayPicture picture_;
};

}  // namespace

std::unique_ptr<FaceSet> open_fer_csv(const std::filesystem::path& file,
                                      const std::filesystem::path& votes, FerPart part) {
  return std::make_unique<FerCsv>(file, votes, part);
}

}  // namespace mien::eval
