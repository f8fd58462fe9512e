#include "cluster/frame_store.h"

#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mien/error.h"

namespace mien::cluster {
namespace {

void nobody(const std::string&) {}

/// A picture with rows that are farther apart than they are wide, filled at random.
struct Noise {
  Noise(int width, int height, unsigned seed) {
    std::mt19937 random(seed);
    frame.info = {static_cast<std::int64_t>(seed), 0.5, width, height};
    frame.width = width;
    frame.height = height;
    frame.matrix = ColorMatrix::bt709;
    frame.rotation = 90;
    for (int plane = 0; plane < 3; ++plane) {
      const int w = plane ? (width + 1) / 2 : width, h = plane ? (height + 1) / 2 : height;
      frame.strides[plane] = w + 13;
      bytes[plane].resize(static_cast<std::size_t>(frame.strides[plane] * h));
      for (std::uint8_t& byte : bytes[plane]) byte = static_cast<std::uint8_t>(random());
      frame.planes[plane] = bytes[plane].data();
    }
  }
  std::vector<std::uint8_t> bytes[3];
  Frame frame;
};

bool equal(const Frame& a, const Frame& b) {
  for (int plane = 0; plane < 3; ++plane) {
    const int w = plane ? (a.width + 1) / 2 : a.width, h = plane ? (a.height + 1) / 2 : a.height;
    for (int y = 0; y < h; ++y)
      if (std::memcmp(a.planes[plane] + y * a.strides[plane],
                      b.planes[plane] + y * b.strides[plane], static_cast<std::size_t>(w)) != 0)
        return false;
  }
  return a.width == b.width && a.height == b.height && a.rotation == b.rotation &&
         a.matrix == b.matrix && a.info.index == b.info.index;
}

// As on a machine with two memory nodes: each worker finds the same bytes in its own copy.
TEST(FrameStore, ReplicasAreEqualToTheLastBit) {
  FrameStore store({.bytes = 8 << 20, .replicas = 2}, nobody);
  ASSERT_EQ(store.replicas(), 2);
  for (unsigned seed = 0; seed < 8; ++seed) {
    const Noise noise(321 + static_cast<int>(seed), 181, seed);
    const auto stored = store.put(noise.frame);
    ASSERT_TRUE(stored);
    const Frame first = store.view(*stored, 0), second = store.view(*stored, 1);
    EXPECT_NE(first.planes[0], second.planes[0]);
    EXPECT_TRUE(equal(first, noise.frame));
    EXPECT_TRUE(equal(second, noise.frame));
  }
}

TEST(FrameStore, AForkedProcessSeesWhatIsStoredLater) {
  FrameStore store({.bytes = 1 << 20}, nobody);
  int gate[2];
  ASSERT_EQ(pipe(gate), 0);
  const Noise noise(64, 48, 5);
  const pid_t child = fork();
  if (child == 0) {
    char go = 0;
    if (read(gate[0], &go, 1) != 1) _exit(2);
    StoredFrame place{.width = 64, .height = 48};  // the first picture lies at 0
    _exit(std::memcmp(store.view(place, 0).planes[0], noise.bytes[0].data(), 64) == 0 ? 0 : 1);
  }
  ASSERT_TRUE(store.put(noise.frame));
  ASSERT_EQ(write(gate[1], "g", 1), 1);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  close(gate[0]);
  close(gate[1]);
}

// However pictures of all sizes come and go, none is written over while it is held.
TEST(FrameStore, HeldPicturesStayWhole) {
  FrameStore store({.bytes = 600 << 10}, nobody);
  std::mt19937 random(9);
  std::vector<std::pair<Noise, StoredFrame>> held;
  for (unsigned round = 0; round < 400; ++round) {
    while (held.size() > 4 || (!held.empty() && random() % 3 == 0)) {
      const auto victim = held.begin() + static_cast<std::ptrdiff_t>(random() % held.size());
      ASSERT_TRUE(equal(store.view(victim->second, 0), victim->first.frame));
      store.release(victim->second);
      held.erase(victim);
    }
    Noise noise(32 + static_cast<int>(random() % 200), 32 + static_cast<int>(random() % 150),
                round);
    const auto stored = store.put(noise.frame);
    ASSERT_TRUE(stored);
    held.emplace_back(std::move(noise), *stored);
    held.back().first.frame.info.index = held.back().second.info.index;
  }
}

TEST(FrameStore, WaitsForRoomAndStops) {
  FrameStore store({.bytes = FrameStore::size_of(640, 360)}, nobody);
  const Noise noise(640, 360, 1);
  const auto first = store.put(noise.frame);
  ASSERT_TRUE(first);
  std::jthread other([&] {  // waits until the first picture is released
    const auto second = store.put(noise.frame);
    EXPECT_TRUE(second);
    EXPECT_FALSE(store.put(noise.frame));  // waits until the store is stopped
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  store.release(*first);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  store.stop();
  EXPECT_FALSE(store.put(noise.frame));
}

TEST(FrameStore, WhatDoesNotFitSaysSo) {
  FrameStore store({.bytes = 64 << 10}, nobody);
  EXPECT_THROW(store.put(Noise(1920, 1080, 1).frame), Error);
  EXPECT_THROW(store.view({.offset = 60 << 10, .width = 640, .height = 360}, 0), Error);
}

// Granted or refused in words, never silently.
TEST(FrameStore, HugePagesOrAReason) {
  std::vector<std::string> notes;
  FrameStore store({.bytes = 4 << 20, .huge_pages = true},
                   [&](const std::string& words) { notes.push_back(words); });
  EXPECT_LE(notes.size(), 1u);
  for (const std::string& note : notes) EXPECT_NE(note.find("huge pages"), std::string::npos);
  EXPECT_TRUE(store.put(Noise(64, 64, 2).frame));
}

}  // namespace
}  // namespace mien::cluster
