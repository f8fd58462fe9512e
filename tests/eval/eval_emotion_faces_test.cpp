#include "eval/eval_emotion_faces.h"

#include <gtest/gtest.h>

#include "emotion/class_names.h"
#include "eval/eval_emotion_labels.h"
#include "fer_fixture.h"

namespace mien::eval {
namespace {

TEST(Majority, FollowsFerPlusRule) {
  using Kind = Majority::Kind;
  // Single votes are slips: six of six that remain.
  EXPECT_EQ(majority_of({6, 1, 1, 1, 1, 0, 0, 0, 0, 0}).label, Emotion::neutral);
  EXPECT_EQ(majority_of({0, 0, 0, 3, 0, 0, 0, 4, 0, 0}).label, Emotion::contempt);
  EXPECT_EQ(majority_of({5, 5, 0, 0, 0, 0, 0, 0, 0, 0}).kind, Kind::none) << "half is no majority";
  EXPECT_EQ(majority_of({3, 2, 2, 0, 0, 0, 0, 0, 0, 0}).kind, Kind::none);
  EXPECT_EQ(majority_of({2, 0, 0, 0, 0, 0, 0, 0, 6, 0}).kind, Kind::unknown);
  EXPECT_EQ(majority_of({0, 0, 0, 0, 0, 0, 0, 0, 0, 10}).kind, Kind::not_a_face);
  EXPECT_EQ(majority_of({1, 1, 1, 1, 1, 1, 1, 1, 1, 1}).kind, Kind::none);
  EXPECT_EQ(majority_of({}).kind, Kind::none);
}

TEST(Labels, AreKnownByTheNamesThatDataSetsGive) {
  EXPECT_EQ(emotion::label_named("Angry"), Emotion::anger);
  EXPECT_EQ(emotion::label_named("happiness"), Emotion::happiness);
  EXPECT_EQ(emotion::label_named("sad"), Emotion::sadness);
  EXPECT_FALSE(emotion::label_named("unknown"));
  EXPECT_FALSE(emotion::label_named("train"));
  EXPECT_EQ(fer2013_label(0), Emotion::anger);
  EXPECT_EQ(fer2013_label(6), Emotion::neutral);
  EXPECT_FALSE(fer2013_label(7));
  EXPECT_FALSE(fer2013_label(-1));
}

class Faces : public FerFixture {
 protected:
  std::vector<LabelledFace> read(const std::filesystem::path& dataset,
                                 FerPart part = FerPart::both) {
    std::vector<LabelledFace> all;
    const auto faces = open_faces(dataset, part);
    for (LabelledFace face; faces->next(face);) {
      first_pixels_.push_back(face.frame.planes[0][0]);
      all.push_back(face);  // its frame is no longer to be looked at
    }
    counts_ = faces->counts();
    EXPECT_DOUBLE_EQ(faces->share(), 1);
    return all;
  }
  Error error_of_csv(const std::string& text) {
    write("fer2013.csv", text);
    return lab_error_of([&] { read(folder_ / "fer2013.csv"); });
  }
  Error error_of_votes(const std::string& votes) {
    write("fer2013.csv", kHeader + row("3", "PublicTest") + row("3", "PrivateTest"));
    write("fer2013new.csv", votes);
    return lab_error_of([&] { read(folder_); });
  }
  FaceCounts counts_;
  std::vector<int> first_pixels_;
};

TEST_F(Faces, TrainingRowsAreNeverEvaluated) {
  write("fer2013.csv",
        kHeader + row("0", "Training", 1) + row("3", "PublicTest", 2) + row("6", "PrivateTest", 3));
  EXPECT_EQ(read(folder_).size(), 2u);
  const auto only_public = read(folder_ / "fer2013.csv", FerPart::public_test);
  ASSERT_EQ(only_public.size(), 1u);
  EXPECT_EQ(only_public[0].seven, Emotion::happiness);
  EXPECT_FALSE(only_public[0].eight);
  EXPECT_EQ(only_public[0].frame.width, 8);
  EXPECT_EQ(read(folder_, FerPart::private_test)[0].seven, Emotion::neutral);
  EXPECT_EQ(first_pixels_, (std::vector<int>{2, 3, 2, 3}));
}

TEST_F(Faces, VotesBesideThePicturesGiveTheLabelsOfEight) {
  write("fer2013.csv", kHeader + row("0", "Training") + row("3", "PublicTest") +
                           row("6", "PublicTest") + row("6", "PublicTest"));
  write("fer2013new.csv", std::string(kVoteHeader) + "Training,a.png,10,0,0,0,0,0,0,0,0,0\n" +
                              "PublicTest,b.png,0,1,0,0,0,0,0,9,0,0\n" +
                              "PublicTest,,0,0,0,0,0,0,0,0,0,10\n" +
                              "PublicTest,d.png,4,4,2,0,0,0,0,0,0,0\r\n\n");
  const auto faces = read(folder_);
  ASSERT_EQ(faces.size(), 3u);
  EXPECT_EQ(faces[0].eight, Emotion::contempt);
  EXPECT_EQ(faces[0].seven, Emotion::happiness);
  EXPECT_FALSE(faces[1].eight);
  EXPECT_EQ(counts_.faces, 3);
  EXPECT_EQ(counts_.not_a_face, 1);
  EXPECT_EQ(counts_.no_majority, 1);
}

TEST_F(Faces, OtherShapesOfTheCsvAreRead) {
  write("a.csv",
        "\xef\xbb\xbf"
        "Emotion, Usage, Pixels\r\nhappy, PublicTest, \"" +
            pixels(7) + "\"\r\n");
  EXPECT_EQ(read(folder_ / "a.csv")[0].seven, Emotion::happiness);
  write("b.csv", "pixels,emotion\n" + pixels(7) + ",2");
  EXPECT_EQ(read(folder_ / "b.csv")[0].seven, Emotion::fear);
  EXPECT_NE(std::string(lab_error_of([&] { read(folder_ / "b.csv", FerPart::public_test); }).what())
                .find("Usage"),
            std::string::npos);
}

TEST_F(Faces, WhatIsWrongInTheCsvIsNamedWithItsLine) {
  const auto expect = [&](const std::string& text, int line, const std::string& words) {
    const Error error = error_of_csv(text);
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_TRUE(error.where().ends_with("fer2013.csv:" + std::to_string(line))) << error.what();
    EXPECT_NE(error.reason().find(words), std::string::npos) << error.what();
  };
  const std::string good = kHeader + row("3", "PublicTest");
  expect("emotion,pixel,Usage\n", 1, "'pixels'");
  expect(good + "3,1 2 3,PublicTest\n", 3, "3 pixels do not make a square picture");
  expect(good + "3," + pixels(256) + ",PublicTest\n", 3, "pixel 1 is not a number");
  expect(good + "3," + pixels(1, 63) + " x,PublicTest\n", 3, "pixel 64");
  expect(good + row("7", "PublicTest"), 3, "'emotion' must be a number from 0 to 6");
  expect(good + row("contempt", "PublicTest"), 3, "contempt");
  expect(good + row("3", "Test"), 3, "'Usage' cannot be 'Test'");
  expect(good + "3,1 2\n", 3, "2 cells where the header has 3");
}

TEST_F(Faces, VotesThatDoNotFitThePicturesAreRefused) {
  const std::string votes = kVoteHeader;
  const std::string one = "PublicTest,a,9,0,0,0,0,0,0,0,0,0\n";
  const std::string two = "PrivateTest,a,9,0,0,0,0,0,0,0,0,0\n";
  EXPECT_NE(error_of_votes(votes + one).reason().find("ends before"), std::string::npos);
  EXPECT_NE(error_of_votes(votes + one + two + two).reason().find("no row in fer2013.csv"),
            std::string::npos);
  EXPECT_TRUE(error_of_votes(votes + one + one).where().ends_with("fer2013new.csv:3"));
  EXPECT_TRUE(error_of_votes("Usage,neutral\n").where().ends_with("fer2013new.csv:1"));
  EXPECT_NE(error_of_votes(votes + "PublicTest,a,9,0,0,x,0,0,0,0,0,0\n").reason().find("'sadness'"),
            std::string::npos);
}

// As spreadsheets and other programs write a table of the same content.
TEST_F(Faces, ATableMayHaveCommasAndLineBreaksWithinQuotes) {
  const std::string head = kVoteHeader;
  const std::string two = "PrivateTest,a,9,0,0,0,0,0,0,0,0,0\n";
  const std::string named =
      "PublicTest,\"a, the \"\"first\"\",\r\n \"\"of two\"\"\n\",9,0,0,0,0,0,0,0,0,0\r\n";
  EXPECT_NE(error_of_votes(head + named + two + two).reason().find("no row in fer2013.csv"),
            std::string::npos)
      << "both were read";
  EXPECT_TRUE(error_of_votes(head + named + named).where().ends_with("fer2013new.csv:5"))
      << "lines are the file's";
  const Error open = error_of_votes(head + "PublicTest,\"a,9,0,0\n" + two);
  EXPECT_TRUE(open.where().ends_with("fer2013new.csv:2")) << open.what();
  EXPECT_NE(open.reason().find("never closed"), std::string::npos) << open.what();
  EXPECT_NE(error_of_votes(head + "PublicTest,a 5\" screen,x\n").reason().find("cells"),
            std::string::npos)
      << "a quote within a cell is one";
}

TEST_F(Faces, WhatIsNoDataSetIsRefused) {
  const auto kind_of = [&](const std::filesystem::path& path) {
    return lab_error_of([&] { read(path); }).kind();
  };
  EXPECT_EQ(kind_of(folder_ / "nowhere.csv"), ErrorKind::input);
  EXPECT_EQ(kind_of(folder_), ErrorKind::input) << "an empty folder";
  write("empty.csv", "");
  EXPECT_EQ(kind_of(folder_ / "empty.csv"), ErrorKind::input);
  write("training.csv", kHeader + row("3", "Training"));
  EXPECT_EQ(kind_of(folder_ / "training.csv"), ErrorKind::input);
  write("fer2013new.csv", kVoteHeader);
  EXPECT_EQ(kind_of(folder_), ErrorKind::input);
  EXPECT_EQ(kind_of(folder_ / "fer2013new.csv"), ErrorKind::input);
  write("long.csv", kHeader + std::string((9 << 20), '1'));
  EXPECT_NE(lab_error_of([&] { read(folder_ / "long.csv"); }).reason().find("too long"),
            std::string::npos);
  EXPECT_EQ(lab_error_of([] { fer_part_named("pubic"); }).kind(), ErrorKind::usage);
}

TEST_F(Faces, FoldersOfClassesAreReadAndBrokenImagesCounted) {
  write("angry/1.ppm", ppm('a'));
  write("contempt/1.ppm", ppm('a'));
  write("contempt/2.jpg", "\xff\xd8\xff this is no picture");
  write("happiness/1.ppm", ppm('a'));
  write("readme.txt", "not a class");
  std::filesystem::create_directories(folder_ / "fear");
  const auto faces = read(folder_);
  ASSERT_EQ(faces.size(), 3u);
  EXPECT_EQ(faces[0].eight, Emotion::anger);
  EXPECT_EQ(faces[0].seven, Emotion::anger);
  EXPECT_EQ(faces[1].eight, Emotion::contempt);
  EXPECT_FALSE(faces[1].seven) << "FER2013 does not know contempt";
  EXPECT_EQ(counts_.unreadable, 1);
  EXPECT_NE(counts_.damage.find("2.jpg"), std::string::npos);
}

TEST_F(Faces, AFolderThatIsNoClassIsNamed) {
  write("hapiness/1.ppm", ppm('a'));
  const Error error = lab_error_of([&] { read(folder_); });
  EXPECT_TRUE(error.where().ends_with("hapiness"));
  EXPECT_NE(error.remedy().find("'happiness'"), std::string::npos);
}

}  // namespace
}  // namespace mien::eval
