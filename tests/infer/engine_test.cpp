#include "infer/engine.h"

#include <thread>

#include "base/temporary_folder.h"
#include "infer/cpu.h"
#include "tiny_network.h"

namespace mien::infer {
namespace {

class TinyNetwork : public testing::Test {
 protected:
  NetworkSpec spec(const std::string& shape, int width = 4, int height = 2) {
    write_text(model, tiny_network(shape));
    NetworkSpec spec;
    spec.model = model;
    spec.name = "tiny";
    spec.width = width;
    spec.height = height;
    return spec;
  }

  TemporaryFolder folder;
  std::filesystem::path model = folder.path() / "tiny.xml";
  std::filesystem::path cache = folder.path() / "cache";
  std::unique_ptr<Engine> engine = make_engine(1, {});
};

// Byte `i` of the canvas is `first` + i.
void fill(const Canvas& canvas, int first = 0) {
  const int bytes = canvas.stride * canvas.height;
  for (int i = 0; i < bytes; ++i) canvas.data[i] = static_cast<std::uint8_t>(first + i);
}

TEST_F(TinyNetwork, ACanvasReachesTheNetworkByChannelRowAndColumn) {
  NetworkSpec wanted = spec("?,3,?,?");
  wanted.mean = {1, 2, 3};
  wanted.scale = {1, 2, 4};
  const auto request = engine->compile(wanted)->request();
  const Canvas canvas = request->input();
  EXPECT_EQ(canvas.width, 4);
  EXPECT_EQ(canvas.height, 2);
  EXPECT_EQ(canvas.stride, 12);
  fill(canvas);
  request->infer();
  const Output output = request->output("negative");
  ASSERT_EQ(output.shape, (std::vector<std::size_t>{1, 3, 2, 4}));
  for (int c = 0; c < 3; ++c)
    for (int i = 0; i < 8; ++i)
      EXPECT_FLOAT_EQ(-output.data[c * 8 + i], (i * 3 + c - wanted.mean[c]) / wanted.scale[c]);
}

TEST_F(TinyNetwork, AModelWithChannelsLastIsFedAsItWants) {
  NetworkSpec wanted = spec("1,2,4,1");
  wanted.format = PixelFormat::gray;
  wanted.mean = wanted.scale = {127.5f, 127.5f, 127.5f};
  const auto request = engine->compile(wanted)->request();
  fill(request->input(), 100);
  request->infer();
  const Output output = request->output("negative");
  ASSERT_EQ(output.shape, (std::vector<std::size_t>{1, 2, 4, 1}));
  for (int i = 0; i < 8; ++i) EXPECT_FLOAT_EQ(-output.data[i], (100 + i - 127.5f) / 127.5f);
}

TEST_F(TinyNetwork, BatchMembersDoNotMix) {
  NetworkSpec wanted = spec("?,3,?,?");
  wanted.batch = 3;
  const auto request = engine->compile(wanted)->request();
  for (int slot = 0; slot < 3; ++slot) fill(request->input(slot), 50 * slot);
  request->infer();
  const Output output = request->output("twice");
  ASSERT_EQ(output.shape[0], 3u);
  for (int slot = 0; slot < 3; ++slot) EXPECT_EQ(output.data[slot * 24], 100.f * slot);
  EXPECT_THROW(request->input(3), Error);
}

TEST_F(TinyNetwork, OutputsAreFoundByNameAndPosition) {
  const auto request = engine->compile(spec("?,3,?,?"))->request();
  fill(request->input(), 1);
  request->infer();
  EXPECT_EQ(request->output("negative").data.data(), request->output(0).data.data());
  EXPECT_EQ(request->output("twice").data[0], request->output(1).data[0]);
  EXPECT_EQ(request->output(1).data[0], 2);
  EXPECT_EQ(error_of([&] { request->output("thrice"); }).kind(), ErrorKind::model);
  EXPECT_EQ(error_of([&] { request->output(2); }).kind(), ErrorKind::model);
}

TEST_F(TinyNetwork, RequestsOfOneNetworkRunBesideEachOther) {
  const auto network = engine->compile(spec("?,3,?,?", 64, 64));
  std::vector<std::unique_ptr<InferRequest>> requests;
  for (int i = 0; i < 4; ++i) requests.push_back(network->request());
  std::vector<int> wrong(requests.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < requests.size(); ++i)
      threads.emplace_back([&, i] {
        for (int round = 0; round < 50; ++round) {
          fill(requests[i]->input(), static_cast<int>(i) * 40 + round);
          requests[i]->infer();
          wrong[i] += requests[i]->output(1).data[0] != 2.f * (static_cast<float>(i) * 40 + round);
        }
      });
  }
  EXPECT_EQ(wrong, std::vector<int>(requests.size(), 0));
}

TEST_F(TinyNetwork, ARequestOutlivesItsEngine) {
  auto network = engine->compile(spec("?,3,?,?"));
  auto first = network->request(), second = network->request();
  network.reset();
  engine.reset();
  for (auto* request : {first.get(), second.get()}) {
    fill(request->input(), 7);
    request->infer();
    EXPECT_EQ(request->output(1).data[0], 14);
  }
}

TEST_F(TinyNetwork, AModelThatDoesNotFitTheSpecIsAModelError) {
  NetworkSpec gray = spec("?,3,?,?");
  gray.format = PixelFormat::gray;
  EXPECT_EQ(error_of([&] { engine->compile(gray); }).kind(), ErrorKind::model);
  EXPECT_EQ(error_of([&] { engine->compile(spec("1,3")); }).kind(), ErrorKind::model);
}

TEST_F(TinyNetwork, WhatIsNoModelIsAModelErrorThatNamesIt) {
  for (const char* file : {"broken.onnx", "broken.tflite", "broken.xml"}) {
    NetworkSpec wanted = spec("?,3,?,?");
    wanted.model = folder.path() / file;
    EXPECT_EQ(error_of([&] { engine->compile(wanted); }).kind(), ErrorKind::model) << "missing";
    for (const char* content : {"", "nonsense", "<net></net>"}) {
      write_text(wanted.model, content);
      const Error error = error_of([&] { engine->compile(wanted); });
      EXPECT_EQ(error.kind(), ErrorKind::model);
      EXPECT_EQ(error.where(), "tiny");
      EXPECT_NE(error.reason().find(file), std::string::npos) << error.what();
    }
  }
}

TEST_F(TinyNetwork, ImpossibleSpecsAreUsageErrors) {
  NetworkSpec wanted = spec("?,3,?,?");
  for (const int width : {0, -4, 1 << 30}) {
    wanted.width = width;
    EXPECT_EQ(error_of([&] { engine->compile(wanted); }).kind(), ErrorKind::usage) << width;
  }
  wanted.width = 4;
  wanted.scale = {1, 0, 1};
  EXPECT_EQ(error_of([&] { engine->compile(wanted); }).kind(), ErrorKind::usage);
  wanted.scale = {1, 1, 1};
  wanted.precision = Precision::int8;
  const Error error = error_of([&] { engine->compile(wanted); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_EQ(error.reason(), "no int8 variant of tiny");
  EXPECT_EQ(error_of([] { make_engine(0, {}); }).kind(), ErrorKind::usage);
}

// One network's answer, through a fresh engine with the cache.
float answer(const NetworkSpec& spec, const std::filesystem::path& cache) {
  const auto request = make_engine(1, cache)->compile(spec)->request();
  fill(request->input(), 9);
  request->infer();
  return request->output("twice").data[0];
}

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& item : std::filesystem::directory_iterator(folder)) files.push_back(item.path());
  return files;
}

TEST_F(TinyNetwork, TheCacheServesTheSameNetwork) {
  const NetworkSpec wanted = spec("?,3,?,?");
  EXPECT_EQ(answer(wanted, cache), 18);
  ASSERT_EQ(files_in(cache).size(), 1u);
  EXPECT_EQ(answer(wanted, cache), 18);
  NetworkSpec other = wanted;
  other.mean = {1, 1, 1};
  EXPECT_EQ(answer(other, cache), 16) << "another preprocessing is another network";
  EXPECT_EQ(files_in(cache).size(), 2u);
}

TEST_F(TinyNetwork, ADamagedCacheFileIsMadeAnew) {
  const NetworkSpec wanted = spec("?,3,?,?");
  EXPECT_EQ(answer(wanted, cache), 18);
  const auto file = files_in(cache).front();
  const Bytes whole = *read_file(file, 1 << 20);
  Bytes flipped = whole;
  flipped[flipped.size() / 2] ^= 1;
  for (const Bytes& damaged : {Bytes{}, Bytes(whole.begin(), whole.begin() + 70), flipped}) {
    write_text(file, {reinterpret_cast<const char*>(damaged.data()), damaged.size()});
    EXPECT_EQ(answer(wanted, cache), 18);
    EXPECT_NE(*read_file(file, 1 << 20), damaged) << "it was not written again";
  }
}

TEST_F(TinyNetwork, ACacheThatCannotBeWrittenCostsNoRun) {
  write_text(cache, "a file where the folder should be");
  EXPECT_EQ(answer(spec("?,3,?,?"), cache), 18);
}

TEST(Precision, WordsMeanWhatTheySay) {
  for (const char* word : {"auto", "f32", "bf16", "int8"})
    EXPECT_EQ(name_of(read_precision(word)), word);
  for (const Precision wish : {Precision::automatic, Precision::int8})
    EXPECT_EQ(precision_for(wish), cpu_features().native_bf16() ? Precision::bf16 : Precision::f32);
  EXPECT_EQ(error_of([] { read_precision("fp32"); }).kind(), ErrorKind::usage);
}

TEST_F(TinyNetwork, Bf16WithoutTheCpuForItIsRefusedNotFaked) {
  if (cpu_features().avx512) GTEST_SKIP() << "this CPU computes in bf16";
  NetworkSpec wanted = spec("?,3,?,?");
  wanted.precision = Precision::bf16;
  const Error error = error_of([&] { engine->compile(wanted); });
  EXPECT_EQ(error.kind(), ErrorKind::usage);
  EXPECT_NE(error.reason().find("CPU"), std::string::npos);
}

TEST(Engine, VersionIsTheLibrarys) { EXPECT_EQ(engine_version().substr(0, 2), "20"); }

}  // namespace
}  // namespace mien::infer
