// Several faces in one inference.
#include <fstream>

#include <gtest/gtest.h>

#include "base/temporary_folder.h"
#include "echo_network.h"
#include "emotion/fastest.h"

namespace mien::emotion {
namespace {

TEST(Together, ReadsFacesTogetherAsIfEachWereAlone) {
  infer::ModelEntry two = entry();
  two.also = {"mirror", {"anger", "fear"}};
  constexpr std::size_t kFaces = 11;
  std::vector<std::vector<Expression>> said;
  for (const int together : {1, 4}) {
    const auto classifier = load(two, 2, together)->make();
    for (std::size_t slot = 0; slot < kFaces; ++slot) {
      const auto first = static_cast<std::uint8_t>(20 * slot + 5);
      fill(classifier->canvas(slot), slot == 6 ? kUnreadable : first, 255 - first);
    }
    EchoRequest::inferred.clear();
    classifier->classify(said.emplace_back(kFaces));
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

// A network of the user's own may be anything.
TEST(Together, ANetworkThatMixesFacesReadsThemAlone) {
  const TemporaryFolder folder;
  const auto manifest = std::filesystem::path(MIEN_SOURCE_DIR) / "models" / "manifest.yaml";
  const infer::ModelStore store(ModelStorePaths{manifest, folder.path()});
  infer::ModelEntry mixes = store.find("mien");
  mixes.name = "mixes";
  mixes.also = {};
  mixes.output.clear();
  EchoEngine engine(mixes.classes.size());
  in_precision(mixes, Precision::f32, engine, store);
  std::ifstream in(folder.path() / "compiled" / "fastest-mixes@f32");
  std::string word;
  ASSERT_TRUE(std::getline(in, word));
  EXPECT_EQ(word, "mixes f32 1");
}

}  // namespace
}  // namespace mien::emotion
