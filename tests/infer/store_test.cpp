#include <fmt/format.h>

#include "base/sha256.h"
#include "base/temporary_folder.h"
#include "infer/models.h"
#include "scratch.h"

namespace mien::infer {
namespace {

// A store of one entry, `net`, that no registry has.
class Store : public testing::Test {
 protected:
  Store() {
    const Bytes content = bytes_of("weights");
    write_text(manifest,
               fmt::format("models:\n  - name: net\n    kind: detector\n    file: net.onnx\n"
                           "    sha256: {}\n    licence: MIT\n"
                           "    origin: {{url: https://example.org/net.onnx}}\n",
                           sha256_of_bytes(content)));
  }
  ModelStore store() const { return ModelStore(manifest, cache); }

  TemporaryFolder folder;
  std::filesystem::path manifest = folder.path() / "manifest.yaml";
  std::filesystem::path cache = folder.path() / "deep/cache";
  std::filesystem::path given = folder.path() / "given.onnx";
};

TEST_F(Store, AMissingFileSaysHowToGetIt) {
  const ModelStore models = store();
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::missing);
  const Error error = error_of([&] { models.locate(models.find("net")); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.remedy().find("https://example.org/net.onnx"), std::string::npos);
  EXPECT_NE(error.remedy().find("mien models add net --file net.onnx"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(cache)) << "looking must not make folders";
}

TEST_F(Store, PullOfWhatNoRegistryHasSaysHowToGetIt) {
  const ModelStore models = store();
  const Error error = error_of([&] { models.pull(models.find("net")); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(std::string(error.what()).find("https://example.org/net.onnx"), std::string::npos);
}

TEST_F(Store, TakesTheRightFile) {
  write_text(given, "weights");
  const ModelStore models = store();
  models.add("net", given);
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::ok);
  EXPECT_EQ(read_file(models.locate(models.find("net")), 100), bytes_of("weights"));
  models.pull(models.find("net"));  // nothing is left to fetch
}

TEST_F(Store, RefusesAnotherFileAndKeepsTheCacheClean) {
  write_text(given, "malware");
  const ModelStore models = store();
  const Error error = error_of([&] { models.add("net", given); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.reason().find("expected " + models.find("net").sha256), std::string::npos);
  EXPECT_NE(error.reason().find("got " + sha256_of_bytes(bytes_of("malware"))), std::string::npos);
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::missing);
}

TEST_F(Store, AFileThatWasChangedIsNeverServed) {
  write_text(given, "weights");
  const ModelStore models = store();
  models.add("net", given);
  write_text(cache / "net.onnx", "changed");
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::mismatch);
  EXPECT_EQ(error_of([&] { models.locate(models.find("net")); }).kind(), ErrorKind::model);
}

TEST_F(Store, AFolderInTheFilesPlaceIsNotAFile) {
  std::filesystem::create_directories(cache / "net.onnx");
  const ModelStore models = store();
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::missing);
}

TEST_F(Store, AnUnreadableFileToAddIsAnInputError) {
  const ModelStore models = store();
  EXPECT_EQ(error_of([&] { models.add("net", folder.path() / "absent"); }).kind(),
            ErrorKind::input);
  EXPECT_EQ(error_of([&] { models.add("net", folder.path()); }).kind(), ErrorKind::input);
}

// A store of one entry that comes with mien, beside the manifest.
class ShippedStore : public testing::Test {
 protected:
  ShippedStore() {
    write_text(manifest,
               fmt::format("models:\n  - name: net\n    kind: detector\n    file: net.onnx\n"
                           "    sha256: {}\n    licence: MIT\n"
                           "    origin: {{shipped: true}}\n",
                           sha256_of_bytes(bytes_of("weights"))));
  }
  ModelStore store() const { return ModelStore(manifest, cache); }

  TemporaryFolder folder;
  std::filesystem::path manifest = folder.path() / "manifest.yaml";
  std::filesystem::path beside = folder.path() / "net.onnx";
  std::filesystem::path cache = folder.path() / "cache";
};

TEST_F(ShippedStore, IsServedFromBesideTheManifestWithoutACache) {
  write_text(beside, "weights");
  const ModelStore models = store();
  const ModelEntry& net = models.find("net");
  EXPECT_EQ(models.verify(net), ModelStore::State::ok);
  EXPECT_EQ(models.locate(net), beside);
  models.pull(net);  // nothing is to be fetched
  EXPECT_FALSE(std::filesystem::exists(cache));
}

TEST_F(ShippedStore, AMissingOneIsNoMatterOfPulling) {
  const ModelStore models = store();
  const ModelEntry& net = models.find("net");
  EXPECT_EQ(models.verify(net), ModelStore::State::missing);
  for (const Error& error :
       {error_of([&] { models.locate(net); }), error_of([&] { models.pull(net); })}) {
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_NE(error.remedy().find("it is part of mien"), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).find("models pull"), std::string::npos) << error.what();
  }
}

TEST_F(ShippedStore, AChangedOneIsNeverServed) {
  write_text(beside, "changed");
  const ModelStore models = store();
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::mismatch);
  const Error error = error_of([&] { models.locate(models.find("net")); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.remedy().find("it is part of mien"), std::string::npos);
  EXPECT_EQ(error_of([&] { models.pull(models.find("net")); }).kind(), ErrorKind::model);
}

// An installation may be read-only: what is added by hand goes to the cache, and serves.
TEST_F(ShippedStore, OneAddedByHandStandsInForAMissingOrChangedOne) {
  const auto given = folder.path() / "given.onnx";
  write_text(given, "weights");
  const ModelStore models = store();
  models.add("net", given);
  EXPECT_EQ(models.locate(models.find("net")), cache / "net.onnx");
  write_text(beside, "changed");
  EXPECT_EQ(models.verify(models.find("net")), ModelStore::State::ok);
  EXPECT_EQ(models.locate(models.find("net")), cache / "net.onnx");
  write_text(beside, "weights");
  EXPECT_EQ(models.locate(models.find("net")), beside);
}

TEST_F(Store, AnUnknownNameSuggestsTheNearest) {
  const ModelStore models = store();
  const Error error = error_of([&] { models.find("nett"); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_NE(error.remedy().find("'net'"), std::string::npos);
}

// It may be edited by hand; what an alias stands for, or which of two is meant, nobody should
// guess.
TEST_F(Store, AnOwnManifestWithAnAliasOrADoubledKeyIsRefusedWithItsLine) {
  const auto own = folder.path() / "own";
  std::filesystem::create_directories(own);
  const std::string begin = fmt::format(
      "models:\n  - name: &a mine\n    kind: detector\n    file: mine.onnx\n    sha256: {}\n",
      sha256_of_bytes(bytes_of("mine")));
  struct Wrong {
    const char* lines;
    const char* says;
  };
  for (const Wrong& wrong : {Wrong{"    licence: *a\n", "alias"},
                             Wrong{"    file: mine.onnx\n", "given twice, first in line 4"}}) {
    write_text(own / "manifest.yaml", begin + wrong.lines);
    const Error error =
        error_of([&] { ModelStore({.manifest = manifest, .dir = cache, .own = own}); });
    EXPECT_EQ(error.kind(), ErrorKind::model);
    EXPECT_EQ(error.where(), (own / "manifest.yaml").string() + ":6");
    EXPECT_NE(error.reason().find(wrong.says), std::string::npos) << error.what();
  }
}

// A later mien lists more models.
TEST_F(Store, AnOwnModelByANameOfMiensSparesTheOthers) {
  const auto own = folder.path() / "own";
  std::filesystem::create_directories(own);
  std::string text = "models:\n";
  for (const char* name : {"net", "mine"})
    text += fmt::format(
        "  - name: {0}\n    kind: detector\n    file: {0}.onnx\n    sha256: {1}\n    licence: "
        "mine\n",
        name, sha256_of_bytes(bytes_of("mine")));
  write_text(own / "manifest.yaml", text);
  const ModelStore models({.manifest = manifest, .dir = cache, .own = own});
  EXPECT_EQ(models.find("mine").name, "mine");
  ASSERT_EQ(models.doubled().size(), 1u);
  EXPECT_TRUE(models.doubled()[0].origin.own);
  ASSERT_EQ(models.entries().size(), 2u);
  EXPECT_FALSE(models.entries()[0].origin.own);
  const Error error = error_of([&] { (void)models.find("net"); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.remedy().find("mien models remove net"), std::string::npos);
}

TEST_F(Store, AMissingManifestIsAModelError) {
  EXPECT_EQ(error_of([&] { ModelStore(folder.path() / "absent.yaml", cache); }).kind(),
            ErrorKind::model);
}

}  // namespace
}  // namespace mien::infer
