// Several faces in one inference.
#include <barrier>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>

#include "base/temporary_folder.h"
#include "echo_network.h"
#include "emotion/fastest.h"

namespace mien::emotion {
namespace {

using testing::Each;
using testing::ElementsAre;

/// What is said of that many different faces.
std::vector<Expression> read_faces(ModelClassifier& classifier, std::size_t faces) {
  for (std::size_t slot = 0; slot < faces; ++slot) {
    const auto first = static_cast<std::uint8_t>(20 * slot + 5);
    fill(classifier.canvas(slot), slot == 6 ? kUnreadable : first, 255 - first);
  }
  EchoRequest::inferred.clear();
  std::vector<Expression> said(faces);
  classifier.classify(said);
  return said;
}

TEST(Together, ReadsFacesTogetherAsIfEachWereAlone) {
  infer::ModelEntry two = entry();
  two.also = {"mirror", {"anger", "fear"}};
  constexpr std::size_t kFaces = 11;
  EchoEngine engine(2);
  std::vector<std::vector<Expression>> said;
  for (const int together : {1, 4}) {
    const auto classifier = load(two, engine, together)->make();
    said.push_back(read_faces(*classifier, kFaces));
    const std::vector<int> ones(kFaces, 1), batches{4, 4, 2, 1};
    EXPECT_EQ(EchoRequest::inferred, together == 1 ? ones : batches);
    ASSERT_TRUE(classifier->also());
    EXPECT_NEAR((*classifier->also())[static_cast<std::size_t>(Emotion::anger)], 50 / 255.0, 0.01)
        << "of the last one";
    classifier->classify(std::span(said.back()).first(6));
    EXPECT_NEAR((*classifier->also())[static_cast<std::size_t>(Emotion::anger)], 150 / 255.0, 0.01)
        << "the second of two";
  }
  for (std::size_t face = 0; face < kFaces; ++face) {
    EXPECT_EQ(said[0][face].label, said[1][face].label) << face;
    EXPECT_EQ(said[0][face].probabilities, said[1][face].probabilities) << face;
  }
}

// A clip with one face must not pay for what it has no use for.
TEST(Together, NetworksForMoreFacesAreMadeWhenThereAreMore) {
  EchoEngine engine(2);
  const auto model = load(entry(), engine, 4);
  const auto classifier = model->make();
  read_faces(*classifier, 1);
  EXPECT_THAT(engine.compiled, ElementsAre(1));
  read_faces(*classifier, 3);
  EXPECT_THAT(engine.compiled, ElementsAre(1, 2));
  read_faces(*classifier, 4);
  EXPECT_THAT(engine.compiled, ElementsAre(1, 2, 4));
  read_faces(*model->make(), 7);
  EXPECT_THAT(EchoRequest::inferred, ElementsAre(4, 2, 1));
  EXPECT_THAT(engine.compiled, ElementsAre(1, 2, 4)) << "all workers share them";
  EXPECT_EQ(model->incident(), "");
}

TEST(Together, WorkersThatNeedOneAtTheSameTimeMakeItOnce) {
  constexpr int kWorkers = 4;
  EchoEngine engine(2);
  const auto model = load(entry(), engine, 4);
  std::barrier<> start(kWorkers);
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i)
      workers.emplace_back([&] {
        const auto classifier = model->make();
        start.arrive_and_wait();
        read_faces(*classifier, 7);
        EXPECT_THAT(EchoRequest::inferred, ElementsAre(4, 2, 1));
      });
  }
  EXPECT_THAT(engine.compiled, ElementsAre(1, 4, 2));
}

// It may be the middle of the night, and the file of the model gone.
TEST(Together, WhereANetworkCannotBeMadeFacesAreReadAloneAndItIsSaid) {
  EchoEngine engine(2);
  const auto model = load(entry(), engine, 4);
  const auto classifier = model->make(), other = model->make();
  engine.most = 1;
  EXPECT_EQ(model->incident(), "") << "nobody needed it yet";
  const std::vector<Expression> said = read_faces(*classifier, 5);
  EXPECT_THAT(EchoRequest::inferred, ElementsAre(1, 1, 1, 1, 1));
  const std::vector<Expression> alone = read_faces(*load(entry(), engine, 1)->make(), 5);
  for (std::size_t face = 0; face < said.size(); ++face)
    EXPECT_EQ(said[face].probabilities, alone[face].probabilities) << face;
  EXPECT_EQ(model->incident(), "faces are read one by one: echo: takes fewer faces");
  engine.compiled.clear();
  read_faces(*classifier, 5);
  read_faces(*other, 5);
  EXPECT_THAT(EchoRequest::inferred, Each(1));
  EXPECT_TRUE(engine.compiled.empty()) << "it is tried once";
}

// Faces of one picture would be read by two models, and the summary would name one of them.
TEST(Together, AModelThatWasReplacedIsNotMixedWithTheOneBefore) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "echo.onnx";
  std::ofstream(file) << "a model";
  EchoEngine engine(2);
  const auto model = make_network_classifier(entry(), file, Precision::f32, 4, engine);
  read_faces(*model->make(), 2);
  EXPECT_THAT(EchoRequest::inferred, ElementsAre(2));
  std::filesystem::last_write_time(file,
                                   std::filesystem::last_write_time(file) + std::chrono::hours(1));
  read_faces(*model->make(), 2);
  EXPECT_THAT(EchoRequest::inferred, ElementsAre(2)) << "that one was there before";
  read_faces(*model->make(), 4);
  EXPECT_THAT(EchoRequest::inferred, ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(model->incident(), testing::HasSubstr("was replaced since the start"));
}

/// What is remembered of a network called `name` after it was measured.
std::string remembered(const std::string& name, int most) {
  const TemporaryFolder folder;
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const infer::ModelStore store(ModelStorePaths{manifest, folder.path()});
  infer::ModelEntry own = store.find("mien");
  own.name = name;
  own.also = {};
  own.output.clear();
  EchoEngine engine(own.classes.size());
  engine.most = most;
  in_precision(own, Precision::f32, engine, store);
  std::ifstream in(folder.path() / "compiled" / ("fastest-" + name + "@f32"));
  std::string word;
  std::getline(in, word);
  return word;
}

// A network of the user's own may be anything.
TEST(Together, ANetworkThatMixesFacesReadsThemAlone) {
  EXPECT_EQ(remembered("mixes", 4), "mixes f32 1");
}

TEST(Together, ANetworkThatTakesNoMoreThanOneOrTwoReadsThemAlone) {
  EXPECT_EQ(remembered("one", 1), "one f32 1");
  EXPECT_EQ(remembered("two", 2), "two f32 1");
}

}  // namespace
}  // namespace mien::emotion
