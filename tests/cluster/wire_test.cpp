#include "cluster/wire.h"

#include <cstring>
#include <random>

#include <gtest/gtest.h>

namespace mien::cluster::wire {
namespace {

/// Random messages of every kind, with every field filled.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Message message(std::size_t kind) {
    switch (kind) {
      case 0:
        return Ready{number(), real(), text(), mark(), mark()};
      case 1:
        return Idle{};
      case 2:
        return Decoded{unsigned_number(), unsigned_number()};
      case 3:
        return Found{unsigned_number(), unsigned_number(), result()};
      case 4:
        return Done{unsigned_number(), unsigned_number(), report()};
      case 5:
        return Seen{unsigned_number(), result(), times(), real(), text()};
      case 6:
        return Failed{ErrorKind::model, text(), text(), text()};
      case 7:
        return Bye{real(), number(), text()};
      case 8:
        return Share{1, 2, 4, {{number(), number()}, {INT64_MIN, INT64_MAX}}};
      case 9:
        return SharedPictures{unsigned_number(), {{unsigned_number(), stored()}, {3, stored()}}};
      case 10:
        return Over{};
      default:
        return Exit{static_cast<std::int32_t>(number())};
    }
  }
  std::mt19937& random() { return random_; }

 private:
  std::int64_t number() { return static_cast<std::int64_t>(random_()) - (std::int64_t{1} << 31); }
  std::uint64_t unsigned_number() { return random_(); }
  double real() { return static_cast<double>(random_()) / 3.0 - 1e8; }
  float small() { return static_cast<float>(real()); }
  std::string text() {
    std::string text(random_() % 40, ' ');
    for (char& sign : text) sign = static_cast<char>(random_());
    return text;
  }
  FrameInfo info() { return {number(), real(), 1920, 1080}; }
  StageTimes times() { return {real(), real(), real(), real(), real(), real(), real()}; }
  ModelMark mark() { return {text(), text(), 640}; }
  StoredFrame stored() {
    return {unsigned_number(), info(), 1921, 1081, ColorMatrix::bt2020, random_() % 2 == 0, 270};
  }
  FrameResult result() {
    FrameResult result{info(), {}, text()};
    result.faces.resize(random_() % 5);
    for (Face& face : result.faces) {
      face.detection = {{small(), small(), small(), small()}, small(), {}};
      if (random_() % 2)
        face.detection.landmarks = Landmarks{{{small(), small()}, {small(), small()}}};
      face.quality = {small(), small(), small(), small()};
      for (float& p : face.expression.probabilities) p = small();
      face.expression.label = static_cast<Emotion>(random_() % (kEmotions + 1));
      face.expression.confidence = small();
      face.expression.valence = small();
      face.expression.arousal = small();
      face.expression.doubt = static_cast<Doubt>(random_() % 6);
      face.track = number();
      face.zone = text();
      face.kept = random_() % 2 == 1;
    }
    return result;
  }
  chain::SegmentReport report() {
    chain::SegmentReport report{number(), number(), number(), real(), times(),
                                real(),   {},       number(), text(), {}};
    for (int i = 0; i < 20; ++i) report.latency.add(std::abs(real()) / 1e3);
    if (random_() % 2) report.error = text();
    report.demand = {number(), number(), number(), number(), number()};
    report.begin_s = real();
    report.cut = random_() % 2 == 1;
    return report;
  }

  std::mt19937 random_;
};

constexpr std::size_t kKinds = std::variant_size_v<Message>;

// What one process found is what the other writes, to the last bit.
TEST(Wire, EveryMessageComesBackTheSame) {
  Maker maker(3);
  for (int round = 0; round < 200; ++round)
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
      const Message message = maker.message(kind);
      const Bytes bytes = encode(message);
      ASSERT_EQ(payload_size(bytes), bytes.size() - kHeadSize);
      const Message back = decode(bytes);
      ASSERT_EQ(back.index(), kind);
      EXPECT_EQ(encode(back), bytes);
    }
}

TEST(Wire, FacesComeBackFieldByField) {
  FrameResult result{{7, 0.28, 640, 360}, {}, "shelf"};
  Face face;
  face.detection = {
      {1.5f, 2.25f, 3, 4}, 0.875f, Landmarks{{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}}};
  face.expression.label = Emotion::happiness;
  face.expression.doubt = Doubt::blurred;
  face.zone = "left";
  face.kept = true;
  result.faces = {face};
  const auto back = std::get<Found>(decode(encode(Found{2, 5, result})));
  EXPECT_EQ(back.segment, 5u);
  EXPECT_EQ(back.result.frame.index, 7);
  EXPECT_EQ(back.result.content, "shelf");
  ASSERT_EQ(back.result.faces.size(), 1u);
  const Face& got = back.result.faces[0];
  EXPECT_TRUE(got.kept);
  EXPECT_EQ(got.detection.box.y, 2.25f);
  EXPECT_EQ((*got.detection.landmarks)[4].y, 10);
  EXPECT_EQ(got.expression.label, Emotion::happiness);
  EXPECT_EQ(got.expression.doubt, Doubt::blurred);
  EXPECT_EQ(got.zone, "left");
}

TEST(Wire, TheModelsOfAProcessComeBack) {
  const ModelMark detector{"yunet-n", "ab12", 640}, emotion{"mien", "cd34", 0};
  const auto back = std::get<Ready>(decode(encode(Ready{7, 1, "host-b", detector, emotion})));
  EXPECT_EQ(back.host, "host-b");
  EXPECT_EQ(back.detector, detector);
  EXPECT_EQ(back.emotion, emotion);
}

TEST(Wire, LatenciesComeBack) {
  chain::SegmentReport report;
  for (int ms = 1; ms <= 100; ++ms) report.latency.add(ms);
  const auto back = std::get<Done>(decode(encode(Done{0, 0, report})));
  EXPECT_EQ(back.report.latency.count(), 100u);
  EXPECT_EQ(back.report.latency.percentile(0.9), report.latency.percentile(0.9));
}

// A worker that goes wrong is an error that says so, never a crash: cut, changed and made-up
// messages.
TEST(Wire, BrokenMessagesAreErrors) {
  Maker maker(11);
  int refused = 0;
  for (int round = 0; round < 3000; ++round) {
    Bytes bytes = encode(maker.message(static_cast<std::size_t>(round) % kKinds));
    std::mt19937& random = maker.random();
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    if (round % 3 == 1)
      for (int i = 0; i < 4; ++i)
        bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    if (round % 3 == 2) {
      bytes.resize(kHeadSize + random() % 300);
      for (std::size_t i = 4; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random());
      const auto size = static_cast<std::uint32_t>(bytes.size() - kHeadSize);
      std::memcpy(bytes.data() + 4, &size, sizeof(size));
    }
    try {
      decode(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::internal);
      ++refused;
    }
  }
  EXPECT_GT(refused, 1900);
}

TEST(Wire, AnotherFormatIsRefused) {
  Bytes bytes = encode(Idle{});
  ++bytes[2];
  EXPECT_THROW(decode(bytes), Error);
}

}  // namespace
}  // namespace mien::cluster::wire
