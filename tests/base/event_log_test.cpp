// What the operator is told: nothing is lost in silence, and nobody waits for the log's reader.
#include "base/event_log.h"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Lines as the log wrote them.
struct Paper {
  EventLog::Sink sink() {
    return [this](const std::string& line) {
      std::lock_guard lock(mutex);
      lines.push_back(line);
    };
  }
  std::vector<std::string> read() {
    std::lock_guard lock(mutex);
    return lines;
  }
  std::mutex mutex;
  std::vector<std::string> lines;
};

TEST(EventLog, TextNamesTheLevelAndJsonNamesAll) {
  Paper text, json;
  {
    EventLog log(text.sink());
    log.info(LogKind::service, "ready");
    log.error(LogKind::store, "disk full");
    EventLog lines(json.sink(), {.json = true});
    lines.warn(LogKind::auth, "a \"wrong\"\ntoken\\ from\t\xff");
  }
  ASSERT_EQ(text.read().size(), 2u);
  EXPECT_THAT(text.read()[0], testing::EndsWith("Z mien: ready"));
  EXPECT_THAT(text.read()[1], HasSubstr("mien: error: disk full"));
  ASSERT_EQ(json.read().size(), 1u);
  EXPECT_THAT(
      json.read()[0],
      HasSubstr("\"level\":\"warning\",\"kind\":\"auth\",\"message\":\"a \\\"wrong\\\" token"
                "\\\\ from \xef\xbf\xbd\"}"));
}

TEST(EventLog, WhatIsBelowTheLevelIsCountedAndNotWritten) {
  Paper paper;
  {
    EventLog log(paper.sink(), {.level = LogLevel::error});
    log.info(LogKind::camera, "connected");
    log.error(LogKind::camera, "away");
    EXPECT_EQ((log.counts().events.at({LogKind::camera, LogLevel::info})), 1u);
  }
  EXPECT_EQ(paper.read().size(), 1u);
}

TEST(EventLog, TheSameWordsAreOneLineAndANumber) {
  Paper paper;
  {
    EventLog log(paper.sink());
    for (int i = 0; i < 1000; ++i) log.error(LogKind::store, "disk full");
    EXPECT_EQ((log.counts().events.at({LogKind::store, LogLevel::error})), 1000u);
  }
  ASSERT_EQ(paper.read().size(), 2u);
  EXPECT_THAT(paper.read()[1], HasSubstr("disk full (999 times more)"));
}

// Somebody who guesses tokens from many addresses cannot fill the disk with the log of it.
TEST(EventLog, ManyWordsOfOneKindDoNotDrownTheOthers) {
  Paper paper;
  {
    EventLog log(paper.sink(), {.burst = 10});
    for (int i = 0; i < 500; ++i)
      log.warn(LogKind::auth, "a wrong token from " + std::to_string(i));
    log.error(LogKind::store, "disk full");
  }
  const auto lines = paper.read();
  EXPECT_EQ(lines.size(), 12u);
  EXPECT_THAT(lines, testing::Contains(HasSubstr("disk full")));
  EXPECT_THAT(lines, testing::Contains(HasSubstr("490 more messages about auth")));
}

TEST(EventLog, NobodyWaitsForAReaderThatStandsStill) {
  std::promise<void> go;
  const std::shared_future<void> gate = go.get_future().share();
  std::atomic<int> written{0};
  EventLog log(
      [&](const std::string&) {
        gate.wait();
        ++written;
      },
      {.capacity = 10, .burst = 1000});
  // All of these return although nothing can be written: else the test would stand here.
  for (int i = 0; i < 100; ++i) log.info(LogKind::service, "line " + std::to_string(i));
  EXPECT_GE(log.counts().lost, 89u);
  go.set_value();
  log.flush();
  EXPECT_GE(written.load(), 10);
  EXPECT_LE(written.load(), 13);
}

TEST(EventLog, ASinkThatFailsIsCounted) {
  EventLog log([](const std::string&) { throw std::runtime_error("no space"); });
  log.info(LogKind::service, "ready");
  log.flush();
  EXPECT_EQ(log.counts().failed, 1u);
}

TEST(EventLog, ManyThreadsLoseNothing) {
  Paper paper;
  constexpr int kThreads = 4, kLines = 200;
  {
    EventLog log(paper.sink(), {.capacity = 10'000, .burst = 10'000});
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&log, t] {
        for (int i = 0; i < kLines; ++i)
          log.info(LogKind::camera, std::to_string(t) + "/" + std::to_string(i));
      });
  }
  EXPECT_EQ(paper.read().size(), static_cast<std::size_t>(kThreads * kLines));
}

}  // namespace
}  // namespace mien
