#include "infer/manifest.h"

#include <algorithm>

#include <fmt/format.h>

#include "scratch.h"

namespace mien::infer {
namespace {

const std::string kHash(64, 'a');

// One entry, as lines; the first is line 2 of the manifest.
std::string manifest(const std::string& lines) { return "models:\n" + lines; }
std::string entry(const std::string& more = "", const std::string& kind = "detector") {
  return fmt::format(
      "  - name: net\n    kind: {}\n    file: net.onnx\n    sha256: {}\n    licence: MIT\n{}", kind,
      kHash, more);
}

std::vector<ModelEntry> parse(const std::string& text) { return parse_manifest(text, "m.yaml"); }

TEST(Manifest, TheOneThatShipsNamesWhatTheProductPromises) {
  const std::filesystem::path file =
      std::filesystem::path(MIEN_SOURCE_DIR) / "models/manifest.yaml";
  const auto bytes = read_file(file, 1 << 20);
  ASSERT_TRUE(bytes);
  const auto entries = parse_manifest({bytes->begin(), bytes->end()}, file.string());
  for (const std::string name : {"retinaface", "centerface", "yunet-n", "mmod", "fer"})
    EXPECT_EQ(std::ranges::count(entries, name, &ModelEntry::name), 1) << name;
  const auto& retinaface = *std::ranges::find(entries, "retinaface", &ModelEntry::name);
  EXPECT_EQ(retinaface.mean, (std::array<float, 3>{104, 117, 123}));
  EXPECT_EQ(retinaface.origin.variable, "WEIGHTS");
  const auto& fer = *std::ranges::find(entries, "fer", &ModelEntry::name);
  EXPECT_EQ(fer.format, PixelFormat::gray);
  EXPECT_EQ(fer.width, 64);
  EXPECT_EQ(fer.classes.size(), 7u);
  EXPECT_EQ(fer.classes.front(), "anger");
}

TEST(Manifest, LeavesOutWhatIsOptional) {
  const auto entries = parse(manifest(entry()));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_FALSE(entries[0].optional);
  EXPECT_EQ(entries[0].scale, (std::array<float, 3>{1, 1, 1}));
  EXPECT_TRUE(entries[0].origin.package.empty());
}

TEST(Manifest, AMisspeltKeyIsNamedWithItsLineAndItsLikelyMeaning) {
  const Error error = error_of([] { parse(manifest(entry("    optionl: true\n    note: x\n"))); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_EQ(error.where(), "m.yaml:7");
  EXPECT_NE(error.remedy().find("optional"), std::string::npos) << error.what();
}

struct Wrong {
  const char* lines;
  int line;
};
class WrongManifest : public testing::TestWithParam<Wrong> {};

TEST_P(WrongManifest, IsRefusedWithItsLine) {
  const Error error = error_of([&] { parse(manifest(entry(GetParam().lines))); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_EQ(error.where(), fmt::format("m.yaml:{}", GetParam().line)) << error.what();
}

INSTANTIATE_TEST_SUITE_P(
    Entries, WrongManifest,
    testing::Values(
        Wrong{"    optional: perhaps\n", 7}, Wrong{"    note: [a, b]\n", 7},
        Wrong{"    note: a\n    note: b\n", 8}, Wrong{"    name: other\n", 7},
        Wrong{"    min_confidence: 2\n", 7}, Wrong{"    min_confidence: .nan\n", 7},
        Wrong{"    min_confidence: much\n", 7}, Wrong{"    input: bgr\n", 7},
        Wrong{"    input:\n      format: bgra\n", 8}, Wrong{"    input:\n      mean: [1, 2]\n", 8},
        Wrong{"    input:\n      mean: [1, 2, x]\n", 8}, Wrong{"    input:\n      scale: 0\n", 8},
        Wrong{"    input:\n      width: 6.5\n", 8}, Wrong{"    input:\n      width: -1\n", 8},
        Wrong{"    input:\n      colour: bgr\n", 8}, Wrong{"    emotion: {classes: [anger]}\n", 7},
        Wrong{"    origin:\n      member: a\n", 8},
        Wrong{"    origin:\n      package: --index-url\n", 8},
        Wrong{"    origin:\n      package: a\n      version: 1 --pre\n", 9},
        Wrong{"    note: ]\n", 7}));

TEST(Manifest, AnEmotionModelNeedsClassesThatExist) {
  EXPECT_EQ(parse(manifest(entry("    emotion: {classes: [anger, neutral]}\n", "emotion")))
                .front()
                .classes.size(),
            2u);
  EXPECT_EQ(
      parse(manifest(entry("    emotion: {classes: [anger, unknown, not-a-face]}\n", "emotion")))
          .front()
          .classes.size(),
      3u);
  for (const char* classes : {"[]", "[joy]", "[unknown]", "[anger, anger]", "anger", "[[anger]]"})
    EXPECT_THROW(
        parse(manifest(entry(fmt::format("    emotion: {{classes: {}}}\n", classes), "emotion"))),
        Error)
        << classes;
  EXPECT_THROW(parse(manifest(entry("", "emotion"))), Error);
}

std::string emotion(const std::string& keys) {
  return manifest(entry("    emotion: {classes: [anger, neutral]" + keys + "}\n", "emotion"));
}

TEST(Manifest, AnEmotionModelMayNameItsOutputsAndShiftItsClasses) {
  const auto plain = parse(emotion("")).front();
  EXPECT_TRUE(plain.output.empty());
  EXPECT_TRUE(plain.also.output.empty());
  EXPECT_TRUE(plain.bias.empty());
  const auto named = parse(emotion(", output: ferplus, bias: [0, -1.5],"
                                   " also: {output: fer2013, classes: [fear, anger]}"))
                         .front();
  EXPECT_EQ(named.output, "ferplus");
  EXPECT_EQ(named.also.output, "fer2013");
  EXPECT_EQ(named.also.classes, (std::vector<std::string>{"fear", "anger"}));
  EXPECT_EQ(named.bias, (std::vector<float>{0, -1.5f}));
}

TEST(Manifest, OutputsAndShiftsThatCannotBeAreRefused) {
  for (const char* keys :
       {", bias: 1", ", bias: [1]", ", bias: [1, x]", ", bias: [1, .nan]", ", bias: [1, 101]",
        ", bias: [1, [2]]", ", also: fer2013", ", also: {output: a}", ", also: {classes: [anger]}",
        ", also: {output: a, classes: [joy]}",
        ", also: {output: a, classes: [anger], logits: true}", ", output: [a]"})
    EXPECT_EQ(error_of([&] { parse(emotion(keys)); }).where(), "m.yaml:7") << keys;
}

TEST(Manifest, WhatIsShippedHasNoOtherOrigin) {
  const auto shipped = parse(manifest(entry("    origin: {shipped: true}\n"))).front();
  EXPECT_TRUE(shipped.origin.shipped);
  EXPECT_FALSE(
      parse(manifest(entry("    origin: {shipped: false, url: x}\n"))).front().origin.shipped);
  for (const char* origin : {"{shipped: true, url: x}", "{shipped: true, package: a}",
                             "{shipped: false}", "{shipped: perhaps}"})
    EXPECT_EQ(
        error_of([&] { parse(manifest(entry(fmt::format("    origin: {}\n", origin)))); }).kind(),
        ErrorKind::model)
        << origin;
}

TEST(Manifest, AFileNameCannotLeaveTheCache) {
  for (const char* file :
       {"../net.onnx", "/etc/passwd", "a/b", ".", "..", ".hidden", "a\\nb", "''"}) {
    std::string text = manifest(entry());
    text.replace(text.find("net.onnx"), 8, file);
    EXPECT_THROW(parse(text), Error) << file;
  }
}

TEST(Manifest, NamesAndFilesAreDistinct) {
  EXPECT_THROW(parse(manifest(entry() + entry())), Error);
}

// Pulling it would leave a library without its parts.
TEST(Manifest, WhatAnEntryNeedsMustBeInIt) {
  const Error error = error_of([&] { parse(manifest(entry("    needs: [its-part]\n"))); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.reason().find("its-part"), std::string::npos);
  EXPECT_EQ(parse(manifest(entry("    needs: [net]\n")))[0].needs, std::vector<std::string>{"net"});
}

TEST(Manifest, WhatIsNoManifestIsRefused) {
  for (const char* text : {"", "models", "models: 3", "[]", "models: [3]", "models: [[a]]",
                           "models: [{}]", "other: []", "models: []\nmore: 1", "{{{", "\xff\xfe",
                           "models: &a [*a]", "? [a]\n: b", "models: [{: x}]"})
    EXPECT_EQ(error_of([&] { parse(text); }).kind(), ErrorKind::model) << text;
}

}  // namespace
}  // namespace mien::infer
