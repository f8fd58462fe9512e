#include "face/batch.h"

#include <gtest/gtest.h>

#include "mien/error.h"

namespace mien::face {
namespace {

/// Three pictures of one byte each; output = the byte, and how often it was inferred.
class ThreePictures final : public infer::Network {
 public:
  explicit ThreePictures(std::size_t first_dimension) : first_dimension_(first_dimension) {}
  std::unique_ptr<infer::InferRequest> request() override { return std::make_unique<Own>(*this); }
  int inferences = 0;

 private:
  struct Own final : infer::InferRequest {
    explicit Own(ThreePictures& network) : network(network) {}
    Canvas input(std::size_t slot) override { return {&bytes[slot], 1, 1, 1, PixelFormat::gray}; }
    void infer() override {
      ++network.inferences;
      for (std::size_t i = 0; i < 3; ++i) values[2 * i] = values[2 * i + 1] = bytes[i];
    }
    infer::Output output(std::string_view) const override {
      return {{network.first_dimension_, 6 / network.first_dimension_}, values};
    }
    infer::Output output(std::size_t) const override { return output(""); }
    bool has_output(std::string_view) const override { return true; }
    std::size_t outputs() const override { return 1; }
    ThreePictures& network;
    std::uint8_t bytes[3] = {};
    float values[6] = {};
  };
  std::size_t first_dimension_;
};

struct Slots {
  explicit Slots(std::size_t first_dimension = 3)
      : network(std::make_shared<ThreePictures>(first_dimension)),
        batch(std::make_shared<Batch>(network, 3)) {
    for (std::size_t i = 0; i < 3; ++i) slots.push_back(slot_of(batch, i, "tiny"));
  }
  void fill(std::size_t slot, std::uint8_t value) { *slots[slot]->input(0).data = value; }
  float answer(std::size_t slot) {
    slots[slot]->infer();
    const infer::Output output = slots[slot]->output("any");
    EXPECT_EQ(output.data.size(), 2u);
    return output.data[1];
  }
  std::shared_ptr<ThreePictures> network;
  std::shared_ptr<Batch> batch;
  std::vector<std::unique_ptr<infer::InferRequest>> slots;
};

TEST(Batch, PicturesThatAreSubmittedTogetherCostOneInference) {
  Slots slots;
  for (int round = 1; round <= 3; ++round) {
    for (std::size_t i = 0; i < 3; ++i) {
      slots.fill(i, static_cast<std::uint8_t>(10 * round + static_cast<int>(i)));
      slots.slots[i]->start();
    }
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(slots.answer(i), static_cast<float>(10 * round + static_cast<int>(i)));
    EXPECT_EQ(slots.network->inferences, round);
  }
}

// A camera that has ended leaves its slot; the others go on.
TEST(Batch, AnEmptySlotIsIgnored) {
  Slots slots;
  slots.fill(0, 1);
  slots.fill(2, 3);
  slots.slots[0]->start();
  slots.slots[2]->start();
  EXPECT_EQ(slots.answer(2), 3);
  EXPECT_EQ(slots.answer(0), 1);
  EXPECT_EQ(slots.network->inferences, 1);
}

// The answer is that of the picture, also for a user who never submits.
TEST(Batch, WithoutSubmitEachInfers) {
  Slots slots;
  slots.fill(1, 7);
  EXPECT_EQ(slots.answer(1), 7);
  slots.fill(1, 8);
  EXPECT_EQ(slots.answer(1), 8);
}

TEST(Batch, AModelThatMixesPicturesIsRefused) {
  Slots slots(1);
  slots.slots[0]->infer();
  try {
    slots.slots[0]->output("any");
    FAIL() << "read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("tiny"), std::string::npos);
  }
}

}  // namespace
}  // namespace mien::face
