#include "mien/summary.h"

namespace mien {

namespace {
constexpr double StageTimes::*kTimesOfStages[] = {
    &StageTimes::decode, &StageTimes::scale,    &StageTimes::infer, &StageTimes::track,
    &StageTimes::crop,   &StageTimes::classify, &StageTimes::write};
}  // namespace

StageTimes& StageTimes::operator+=(const StageTimes& other) {
  for (const auto stage : kTimesOfStages) this->*stage += other.*stage;
  return *this;
}

StageTimes& StageTimes::operator-=(const StageTimes& other) {
  for (const auto stage : kTimesOfStages) this->*stage -= other.*stage;
  return *this;
}

StageTimes& StageTimes::operator*=(double factor) {
  for (const auto stage : kTimesOfStages) this->*stage *= factor;
  return *this;
}

}  // namespace mien
