#include "mien/summary.h"

namespace mien {

namespace {
constexpr double StageTimes::*kStages[] = {
    &StageTimes::decode, &StageTimes::scale,    &StageTimes::infer, &StageTimes::track,
    &StageTimes::crop,   &StageTimes::classify, &StageTimes::write};
}  // namespace

StageTimes& StageTimes::operator+=(const StageTimes& other) {
  for (const auto stage : kStages) this->*stage += other.*stage;
  return *this;
}

StageTimes& StageTimes::operator-=(const StageTimes& other) {
  for (const auto stage : kStages) this->*stage -= other.*stage;
  return *this;
}

StageTimes& StageTimes::operator*=(double factor) {
  for (const auto stage : kStages) this->*stage *= factor;
  return *this;
}

}  // namespace mien
