#include "machine/placement.h"

#include <algorithm>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/error.h"

#include "machine/seats.h"

namespace mien::machine {
namespace {

using testing::HasSubstr;

// The article's machine: two sockets, twenty cores each, two hyper-threads a core, a memory node a
// socket.
const char kArticle[] = "package:2 [numa] core:20 pu:2";

std::set<int> cpus_of(const Placement& placement) {
  std::set<int> cpus;
  for (const Seat& seat : placement.seats) cpus.insert(seat.cpus.begin(), seat.cpus.end());
  return cpus;
}

TEST(Placement, TheArticlesMachineIsUnderstood) {
  const CoreMap topology = CoreMap::synthetic(kArticle);
  EXPECT_EQ(topology.cores().size(), 40u);
  EXPECT_EQ(topology.nodes(), (std::vector<int>{0, 1}));
  EXPECT_EQ(topology.cores()[0].hardware.size(), 2u);
}

// Forty workers share no physical core while there are forty.
TEST(Placement, PhysicalCoresComeFirst) {
  const CoreMap topology = CoreMap::synthetic(kArticle);
  const Placement forty = plan(topology, 40, 40);
  EXPECT_EQ(cpus_of(forty).size(), 40u);
  for (const Seat& seat : forty.seats) {
    EXPECT_FALSE(seat.hyper_thread) << seat.words;
    EXPECT_EQ(seat.cpus.at(0) % 2, 0) << "the second thread of a core whose first is free";
  }
  const Placement eighty = plan(topology, 80, 40);
  EXPECT_EQ(cpus_of(eighty).size(), 80u);
  EXPECT_EQ(std::ranges::count_if(eighty.seats, &Seat::hyper_thread), 40);
  EXPECT_THAT(eighty.words, HasSubstr("40 of them on further hyper-threads"));
}

// A camera's pictures never cross the sockets' link while its node has free cores.
TEST(Placement, WorkersOfOneInputSitOnOneNode) {
  const CoreMap topology = CoreMap::synthetic(kArticle);
  const int inputs = 4;
  const Placement placement = plan(topology, 40, inputs);
  for (int worker = 0; worker < 40; ++worker)
    EXPECT_EQ(placement.seats[worker].node, placement.input_node[worker % inputs]) << worker;
  EXPECT_EQ(std::ranges::count(placement.input_node, 0), 2) << "inputs are spread over the nodes";
}

TEST(Placement, OneInputMayTakeTheWholeMachine) {
  const Placement placement = plan(CoreMap::synthetic(kArticle), 40, 1);
  EXPECT_EQ(cpus_of(placement).size(), 40u);
  EXPECT_EQ(placement.seats.front().node, 0);
  EXPECT_EQ(placement.seats.back().node, 1);
}

TEST(Placement, FourNodesGetACameraEach) {
  const Placement placement = plan(CoreMap::synthetic("package:4 [numa] core:2 pu:1"), 8, 4);
  EXPECT_EQ(std::set<int>(placement.input_node.begin(), placement.input_node.end()).size(), 4u);
  for (int worker = 0; worker < 8; ++worker)
    EXPECT_EQ(placement.seats[worker].node, placement.input_node[worker % 4]);
  EXPECT_THAT(placement.words, HasSubstr("4 inputs over 4 nodes"));
}

TEST(Placement, MoreInputsThanWorkersJoinTheirWorkersNode) {
  const Placement placement = plan(CoreMap::synthetic(kArticle), 2, 5);
  for (int input = 0; input < 5; ++input)
    EXPECT_EQ(placement.input_node[input], placement.seats[input % 2].node);
}

TEST(Placement, OneNodeMachinesAreToldThatNumaDoesNotApply) {
  const Placement placement = plan(CoreMap::synthetic("core:2 pu:1"), 2, 3);
  EXPECT_EQ(cpus_of(placement).size(), 2u);
  EXPECT_THAT(placement.words, HasSubstr("NUMA placement does not apply: one node"));
}

TEST(Placement, MoreWorkersThanCpusShare) {
  const Placement placement = plan(CoreMap::synthetic("core:2 pu:2"), 5, 1);
  EXPECT_EQ(cpus_of(placement).size(), 4u);
  EXPECT_TRUE(placement.seats[4].shared);
  EXPECT_FALSE(placement.seats[3].shared);
  EXPECT_THAT(placement.words, HasSubstr("more workers than CPUs"));
}

// taskset, cgroups: what the process may not use is not there.
TEST(Placement, OnlyGrantedCpusAreUsed) {
  const CoreMap whole = CoreMap::synthetic(kArticle);
  const CoreMap some = whole.restricted_to({2, 3, 44, 46, 9999});
  EXPECT_EQ(some.cores().size(), 3u);
  const Placement placement = plan(some, 4, 2);
  EXPECT_EQ(cpus_of(placement), (std::set<int>{2, 3, 44, 46}));
  EXPECT_FALSE(placement.seats[0].hyper_thread);
  EXPECT_EQ(whole.cores().size(), 40u) << "the copy was cut, not the machine";
  EXPECT_THROW(whole.restricted_to({1000}), Error);
}

TEST(Placement, WordsThatAreNoMachineAreRefused) {
  EXPECT_THROW(CoreMap::synthetic("two sockets, please"), Error);
  EXPECT_THROW(plan(CoreMap::synthetic("core:2"), 0, 1), Error);
}

TEST(Placement, IsToldWhereWorkersArePinnedOrCouldBe) {
  const CoreMap one = CoreMap::synthetic("core:2 pu:1"), two = CoreMap::synthetic(kArticle);
  EXPECT_EQ(seat_words(one, Pin::none, 2, 3), "");
  EXPECT_EQ(seat_words(one, Pin::cores, 2, 3), plan(one, 2, 3).words);
  EXPECT_THAT(seat_words(two, Pin::none, 40, 4), HasSubstr("not pinned, and there are 2"));
  EXPECT_THAT(seat_words(two, Pin::cores, 40, 4), HasSubstr("4 inputs over 2 nodes"));
  RunConfig config;
  config.tuning.pin = Pin::cores;
  EXPECT_THAT(seat_words(config, 1), HasSubstr("1 worker on 1 physical core"));
}

// A server's workers are pinned before it has a camera.
TEST(Placement, WorkersOfNoInputYetHaveASeat) {
  RunConfig config;
  config.tuning.pin = Pin::cores;
  std::string why = "not asked";
  std::thread([&] { why = take_seat(config, 0, 1); }).join();
  EXPECT_EQ(why, quota_words(CoreMap::of_this_machine()));
}

// Containers with a quota each would all have their workers on the first CPUs.
TEST(Placement, AQuotaBelowTheCpusIsNotPinned) {
  const CoreMap map = CoreMap::synthetic("core:4 pu:2");
  EXPECT_THAT(quota_words(map, 2.0), HasSubstr("quota of 2 is less than the 8 CPUs"));
  EXPECT_THAT(quota_words(map, 7.5), HasSubstr("quota of 7.5"));
  EXPECT_EQ(quota_words(map, 8.0), "");
  EXPECT_EQ(quota_words(map, std::nullopt), "");
}

TEST(Placement, ThisMachineHasAPlaceForAWorker) {
  const CoreMap topology = CoreMap::of_this_machine();
  const Placement placement = plan(topology, 1, 1);
  ASSERT_FALSE(placement.seats.at(0).cpus.empty());
  EXPECT_EQ(bind_this_thread(topology, placement.seats[0]), "");
  EXPECT_NE(bind_this_thread(CoreMap::synthetic("core:2 pu:1"), placement.seats[0]), "");
}

}  // namespace
}  // namespace mien::machine
