#include "eval/eval_emotion.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include <gtest/gtest.h>

#include "eval/eval_emotion_disturb.h"
#include "eval/eval_emotion_scores.h"
#include "eval/eval_emotion_views.h"
#include "fer_fixture.h"
#include "infer/models.h"

namespace mien::eval {
namespace {

TEST(EmotionScores, CountWhatIsRightByClass) {
  EmotionScores scores;
  scores.add(Emotion::anger, {Emotion::anger, 0.9});
  scores.add(Emotion::anger, {Emotion::fear, 0.5});
  scores.add(Emotion::fear, {Emotion::fear, 0.7});
  EXPECT_NEAR(*scores.accuracy(), 2.0 / 3, 1e-12);
  EXPECT_EQ(scores.recall(Emotion::anger), 0.5);
  EXPECT_FALSE(scores.recall(Emotion::contempt)) << "no face, no recall";
  EXPECT_EQ(scores.macro_recall(0), 0.75);
  EXPECT_EQ(scores.macro_recall(2), 0.5) << "fear has one face only";
  EXPECT_FALSE(scores.macro_recall(50));
  EXPECT_NEAR(*scores.macro_f1(), (2.0 / 3 + 2.0 / 3) / 2, 1e-12);
  EXPECT_EQ(scores.confusion()[4][6], 1);
}

TEST(EmotionScores, CalibrationErrorIsTheGapBetweenConfidenceAndAccuracy) {
  EmotionScores scores;
  for (int i = 0; i < 10; ++i)  // says 80 %, is right in 50 %
    scores.add(Emotion::anger, {i < 5 ? Emotion::anger : Emotion::fear, 0.8});
  EXPECT_NEAR(*scores.calibration_error(), 0.3, 1e-9);
  scores.add(Emotion::anger, {Emotion::anger, 1});  // falls into the last bin
  EXPECT_EQ(scores.reliability().size(), 2u);
  EXPECT_EQ(scores.reliability().back().count, 1);
}

TEST(EmotionScores, RejectionLeavesOutTheUnsure) {
  EmotionScores scores;
  scores.add(Emotion::anger, {Emotion::anger, 0.9});
  scores.add(Emotion::anger, {Emotion::fear, 0.3});
  const RejectionPoint point = scores.rejection_at(0.5);
  EXPECT_EQ(point.coverage, 0.5);
  EXPECT_EQ(point.accuracy, 1);
  EXPECT_EQ(scores.rejection().front().coverage, 1);
  EXPECT_NEAR(scores.rejection().back().threshold, 0.9, 0.02);
}

TEST(EmotionScores, WithoutFacesNothingIsClaimed) {
  const EmotionScores scores;
  EXPECT_FALSE(scores.accuracy());
  EXPECT_FALSE(scores.macro_f1());
  EXPECT_FALSE(scores.calibration_error());
  EXPECT_TRUE(scores.rejection().empty());
}

TEST(EmotionScores, AGuessOfSevenIsNeverContempt) {
  const std::array<float, kEmotions> contempt{0.3f, 0, 0, 0, 0, 0, 0.2f, 0.5f};
  EXPECT_EQ(guess_of(contempt, false).label, Emotion::contempt);
  EXPECT_EQ(guess_of(contempt, true).label, Emotion::neutral);
  EXPECT_NEAR(guess_of(contempt, true).confidence, 0.6, 1e-6);
  EXPECT_EQ(guess_of({}, false).confidence, 0);
}

TEST(EmotionViews, ShrinkingAveragesAndKeepsThePicture) {
  GrayPicture picture;
  picture.resize(48, 48);
  for (int i = 0; i < 48 * 48; ++i) picture.pixels()[i] = i % 2 ? 100 : 200;
  Shrinker shrinker;
  const Frame small = shrinker.shrink(picture.frame(), 12);
  EXPECT_EQ(small.width, 12);
  EXPECT_EQ(small.info.height, 12);
  for (int i = 0; i < 12 * 12; ++i) EXPECT_EQ(small.planes[0][i], 150);
  EXPECT_EQ(small.planes[1][35], 128);
  EXPECT_EQ(shrinker.shrink(picture.frame(), 48).planes[0], picture.frame().planes[0]);
}

TEST(EmotionViews, EachDisturbanceChangesThePictureAlikeEachTime) {
  GrayPicture picture;
  picture.resize(50, 46);  // no multiple of 8
  for (int y = 0; y < 46; ++y)
    for (int x = 0; x < 50; ++x)
      picture.pixels()[y * 50 + x] = static_cast<std::uint8_t>((x / 6 + y / 5) % 2 ? 180 : 60);
  const Frame frame = picture.frame();
  const std::vector<std::uint8_t> before(frame.planes[0], frame.planes[0] + 50 * 46);
  for (std::size_t i = 0; i < kDisturbances.size(); ++i) {
    Disturber one, other;
    const Frame seen = one.disturb(frame, static_cast<Disturbance>(i));
    const std::vector<std::uint8_t> pixels(seen.planes[0], seen.planes[0] + 50 * 46);
    EXPECT_NE(pixels, before) << kDisturbances[i];
    EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(),
                           other.disturb(frame, static_cast<Disturbance>(i)).planes[0]))
        << kDisturbances[i];
    EXPECT_EQ(seen.planes[1], frame.planes[1]);
  }
  EXPECT_TRUE(std::equal(before.begin(), before.end(), frame.planes[0]));
}

TEST(EmotionViews, DisturbancesAreOfTheStrengthTheySay) {
  GrayPicture picture;
  picture.resize(48, 48);
  std::fill_n(picture.pixels(), 48 * 48, std::uint8_t{200});
  Disturber disturber;
  const auto at = [&](Disturbance kind, int x, int y) {
    return int{disturber.disturb(picture.frame(), kind).planes[0][y * 48 + x]};
  };
  EXPECT_EQ(at(Disturbance::focus, 24, 24), 200) << "blur keeps what is even";
  EXPECT_EQ(at(Disturbance::motion, 0, 24), 200);
  EXPECT_NEAR(at(Disturbance::compressed, 24, 24), 200, 3);
  EXPECT_NEAR(at(Disturbance::dark, 24, 24), 50, 26) << "a quarter, give or take five sigma";
  EXPECT_LT(at(Disturbance::sunglasses, 15, 19), 20);
  EXPECT_EQ(at(Disturbance::sunglasses, 24, 40), 200);
  EXPECT_EQ(at(Disturbance::mask, 24, 40), 204);
  EXPECT_EQ(at(Disturbance::mask, 24, 10), 200);
  EXPECT_EQ(at(Disturbance::half_hidden, 5, 24), 128);
  EXPECT_EQ(at(Disturbance::half_hidden, 40, 24), 200);
  for (int i = 0; i < 48; ++i) picture.pixels()[24 * 48 + i] = i == 24 ? 207 : 200;
  EXPECT_EQ(at(Disturbance::motion, 21, 24), 201) << "seven pixels share what one had";
  EXPECT_EQ(at(Disturbance::motion, 20, 24), 200);
}

class EvalEmotion : public FerFixture {
 protected:
  EvalEmotionOptions options(const std::filesystem::path& dataset) const {
    EvalEmotionOptions options;
    options.dataset = dataset;
    options.emotions = {"fer"};
    options.precisions = {"f32"};
    return options;
  }
  const ModelStorePaths nowhere_{MIEN_SOURCE_DIR "/models/manifest.yaml", "/nonexistent"};
};

TEST_F(EvalEmotion, NamesWhatIsMissing) {
  EXPECT_EQ(lab_error_of([&] { eval_emotion(options(folder_ / "none.csv"), nowhere_); }).kind(),
            ErrorKind::input);
  write("fer2013.csv", kHeader + row("3", "PublicTest"));
  EXPECT_EQ(lab_error_of([&] { eval_emotion(options(folder_), nowhere_); }).kind(),
            ErrorKind::model);
  auto wrong = options(folder_);
  wrong.emotions = {"feer"};
  EXPECT_EQ(lab_error_of([&] { eval_emotion(wrong, nowhere_); }).kind(), ErrorKind::usage);
  wrong.emotions = {"retinaface"};
  EXPECT_EQ(lab_error_of([&] { eval_emotion(wrong, nowhere_); }).kind(), ErrorKind::usage);
  wrong.part = "some";
  EXPECT_EQ(lab_error_of([&] { eval_emotion(wrong, nowhere_); }).kind(), ErrorKind::usage);
}

class EvalEmotionWithFer : public EvalEmotion {
 protected:
  void SetUp() override {
    EvalEmotion::SetUp();
    const char* dir = std::getenv("MIEN_MODELS_DIR");
    if (!dir || !std::filesystem::exists(std::filesystem::path(dir) / "fer-mini-xception.tflite"))
      GTEST_SKIP() << "MIEN_MODELS_DIR is not set, or has no fer";
    paths_ = {MIEN_SOURCE_DIR "/models/manifest.yaml", dir};
  }
  /// Three rows of the public test; two with a majority.
  void write_both() const {
    write("fer2013.csv",
          kHeader + row("3", "PublicTest") + row("6", "PublicTest", 200) + row("0", "PrivateTest"));
    write("fer2013new.csv", std::string(kVoteHeader) + "PublicTest,a,0,9,0,0,0,0,0,0,0,0\n" +
                                "PublicTest,b,0,0,0,0,0,0,0,9,0,0\n" +
                                "PrivateTest,c,3,3,3,0,0,0,0,0,0,0\n");
  }
  ModelStorePaths paths_;
};

TEST_F(EvalEmotionWithFer, GivesTheContractsObjectAndLeavesItsFiles) {
  write_both();
  auto wanted = options(folder_);
  wanted.out = folder_ / "out";
  const auto result = eval_emotion(wanted, paths_);
  ASSERT_EQ(result.at("models").size(), 1u);
  const auto& model = result["models"][0];
  EXPECT_EQ(model.at("name"), "fer");
  EXPECT_EQ(model.at("precision"), "f32");
  EXPECT_EQ(model.at("images"), 3);
  EXPECT_EQ(model.at("labels"), "ferplus");
  EXPECT_EQ(model.at("labelled_images"), 2);
  EXPECT_EQ(model.at("labelled_images_fer2013"), 3);
  EXPECT_EQ(model.at("recall").size(), kEmotions);
  EXPECT_EQ(model.at("recall").at("contempt"), 0) << "a model of seven cannot find it";
  EXPECT_TRUE(model.at("recall").at("fear").is_null());
  EXPECT_TRUE(model.at("accuracy_ferplus").is_number());
  EXPECT_TRUE(model.at("accuracy_fer2013").is_number());
  EXPECT_GT(model.at("ms_per_face").get<double>(), 0);
  for (const char* height : {"12", "16", "24", "32", "48"})
    EXPECT_TRUE(model.at("by_height").at(height).is_number()) << height;
  EXPECT_EQ(model.at("by_crop").size(), 6u);
  EXPECT_EQ(model.at("by_height").at("48"), model.at("accuracy_ferplus"))
      << "pictures of 8 pixels cannot be shrunk to 48";
  for (const char* key : {"macro_f1", "ece", "reliability", "rejection", "confusion"})
    EXPECT_TRUE(model.contains(key)) << key;
  EXPECT_EQ(result.at("dataset").at("excluded").at("no_majority"), 1);
  EXPECT_FALSE(result.contains("interrupted"));
  for (const char* file :
       {"eval_emotion.json", "emotion-reliability.svg", "emotion-rejection.svg",
        "emotion-reliability.csv", "emotion-rejection.csv", "emotion-confusion.csv"})
    EXPECT_TRUE(std::filesystem::exists(wanted.out / file)) << file;
}

TEST_F(EvalEmotionWithFer, ARowInInt8HasItsOwnNameHashAndTime) {
  write_both();
  auto wanted = options(folder_);
  wanted.emotions = {"mien"};
  wanted.precisions = {"f32", "int8"};
  const auto models = eval_emotion(wanted, paths_)["models"];
  ASSERT_EQ(models.size(), 2u);
  const infer::ModelStore store(paths_);
  EXPECT_EQ(models[0].at("precision"), "f32");
  EXPECT_EQ(models[0].at("sha256"), store.find("mien").sha256);
  EXPECT_EQ(models[1].at("precision"), "int8");
  EXPECT_EQ(models[1].at("sha256"), store.find("mien-int8").sha256);
  for (const auto& model : models) {
    EXPECT_EQ(model.at("name"), "mien");
    const auto& times = model.at("ms_by_precision");
    EXPECT_EQ(model.at("ms_per_face"), times.at(model["precision"].get<std::string>()));
    EXPECT_GT(times.at("int8").get<double>(), 0);
  }
}

TEST_F(EvalEmotionWithFer, RobustnessIsMeasuredWhereItIsAskedFor) {
  write_both();
  EXPECT_TRUE(eval_emotion(options(folder_), paths_)["models"][0].at("robustness").is_null());
  auto wanted = options(folder_);
  wanted.robustness = true;
  const auto model = eval_emotion(wanted, paths_)["models"][0];
  const auto& kinds = model.at("robustness");
  EXPECT_EQ(kinds.size(), kDisturbances.size() + 1);
  EXPECT_EQ(kinds.at("undisturbed").at("accuracy").at("value"), model.at("accuracy_ferplus"));
  for (const std::string_view kind : kDisturbances) {
    const auto& lost = kinds.at(std::string(kind)).at("lost");
    EXPECT_LE(lost.at("low"), lost.at("value")) << kind;
    EXPECT_LE(lost.at("value"), lost.at("high")) << kind;
  }
}

TEST_F(EvalEmotionWithFer, WithoutVotesEightClassesAreNotJudged) {
  write("fer2013.csv", kHeader + row("3", "PublicTest"));
  const auto model = eval_emotion(options(folder_), paths_)["models"][0];
  EXPECT_TRUE(model.at("accuracy_ferplus").is_null());
  EXPECT_TRUE(model.at("accuracy_fer2013").is_number());
  EXPECT_EQ(model.at("labels"), "fer2013");
  EXPECT_TRUE(model.at("by_height").at("16").is_number());
}

TEST_F(EvalEmotionWithFer, FoldersAndSeveralPrecisionsStandSideBySide) {
  write("happy/1.ppm", ppm('a'));
  write("contempt/1.ppm", ppm('z'));
  auto both = options(folder_);
  both.precisions = {"f32", "f32"};
  const auto result = eval_emotion(both, paths_);
  ASSERT_EQ(result.at("models").size(), 2u);
  EXPECT_EQ(result["models"][0]["confusion"], result["models"][1]["confusion"]);
  EXPECT_EQ(result["models"][0].at("labels"), "folders");
  EXPECT_EQ(result["models"][0].at("labelled_images_fer2013"), 1);
}

TEST_F(EvalEmotionWithFer, KeepsWhatWasComputedWhenStopped) {
  write_both();
  std::atomic<bool> stop = false;
  const auto result = eval_emotion(
      options(folder_), paths_, [&](std::int64_t faces, double) { stop = faces == 1; }, &stop);
  EXPECT_EQ(result.at("interrupted"), true);
  EXPECT_EQ(result["models"][0].at("images"), 1);
}

TEST_F(EvalEmotionWithFer, AFolderThatCannotBeWrittenIsAnErrorOfOutput) {
  write_both();
  auto wrong = options(folder_);
  wrong.out = folder_ / "fer2013.csv" / "below";
  EXPECT_EQ(lab_error_of([&] { eval_emotion(wrong, paths_); }).kind(), ErrorKind::output);
}

}  // namespace
}  // namespace mien::eval
