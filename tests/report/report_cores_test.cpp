// What tools/scaling-run leaves: the same work on 1, 2, 4, … cores.
#include <gtest/gtest.h>

#include "mien/error.h"

#include "study/cores.h"

namespace mien::study {
namespace {

json run_on(int cpus, double threads, double processes, const json& cameras, const char* limit) {
  return {{"cpus", cpus},
          {"bench",
           {{"results",
             {{{"approach", "cnn-per-core"}, {"fps_median", threads}},
              {{"approach", "processes-cnn-per-core"}, {"fps_median", processes}},
              {{"approach", "mpi-cnn-per-core"}, {"error", "mpirun is not there"}}}}}},
          {"density", {{"cameras", cameras}, {"limit", limit}}}};
}

json cores_of(const json& file) { return cores_json(Node(file, "scaling.json", "scaling-run")); }

TEST(ReportCores, EfficiencyIsTheShareOfLinearSpeedUp) {
  const json file = {{"cores", 4},
                     {"cpus", 8},
                     {"quick", true},
                     {"runs",
                      {run_on(1, 100, 90, 6, "decode"), run_on(2, 190, 90, 11, "decode"),
                       run_on(4, 300, 0, 512, "not found up to 512 cameras")}}};
  const json cores = cores_of(file);
  EXPECT_EQ(cores["quick"], true);
  ASSERT_EQ(cores["rows"].size(), 5u);  // of threads three, of processes those that gave a speed
  EXPECT_EQ(cores["rows"][2]["what"], "cnn-per-core");
  EXPECT_EQ(cores["rows"][2]["cpus"], 4);
  EXPECT_DOUBLE_EQ(cores["rows"][2]["speedup"].get<double>(), 3);
  EXPECT_DOUBLE_EQ(cores["rows"][2]["efficiency"].get<double>(), 0.75);
  EXPECT_DOUBLE_EQ(cores["rows"][4]["efficiency"].get<double>(), 0.5);
  ASSERT_EQ(cores["cameras"].size(), 2u);  // 512 is what was tried
  EXPECT_NEAR(cores["cameras"][1]["efficiency"].get<double>(), 11.0 / 12, 1e-12);
}

TEST(ReportCores, WithoutOneCoreTheFewestStandForThem) {
  const json file = {{"cores", 4},
                     {"cpus", 4},
                     {"runs", {run_on(2, 200, 0, nullptr, ""), run_on(4, 300, 0, nullptr, "")}}};
  const json cores = cores_of(file);
  EXPECT_DOUBLE_EQ(cores["rows"][0]["speedup"].get<double>(), 2);
  EXPECT_DOUBLE_EQ(cores["rows"][0]["efficiency"].get<double>(), 1);
  EXPECT_DOUBLE_EQ(cores["rows"][1]["speedup"].get<double>(), 3);
  EXPECT_TRUE(cores["cameras"].empty());
}

TEST(ReportCores, WhatIsBrokenIsNamed) {
  EXPECT_THROW(cores_of({{"cpus", 4}}), Error);
  EXPECT_THROW(cores_of({{"cores", 4}, {"cpus", 4}, {"runs", 3}}), Error);
}

}  // namespace
}  // namespace mien::study
