#include "chain/demand.h"

#include <algorithm>
#include <utility>

#include "mien/types.h"

#include "chain/chain.h"

namespace mien::chain {

namespace {

/// Searches a second from which reading on demand pays: at 25 it spares 74 % of the readings, at 5
/// no more than reading every second sight would (ADR 14).
constexpr double kLeastRate = 10;
constexpr double kRateSlack = 0.01;

}  // namespace

Demand::Demand(const DemandConfig& config)
    : search_(config.search != OnDemand::off),
      read_(config.read == OnDemand::on          ? Reads::on_demand
            : config.read == OnDemand::automatic ? Reads::from_a_rate
                                                 : Reads::always) {}

void Demand::begin(double searches_per_second) {
  rate(searches_per_second);
  motion_.restart();
  faces_.restart();
  found_.clear();
  knows_ = false;
}

void Demand::rate(double searches_per_second) { rate_ = searches_per_second; }

bool Demand::reads_on_demand() const {
  return read_ == Reads::on_demand ||
         (read_ == Reads::from_a_rate && rate_ >= kLeastRate - kRateSlack);
}

bool Demand::search_due(const Frame& frame, const Masks& masks) {
  still_ = frame.still;
  holding_ = search_ && !motion_.due(frame, masks);
  if (holding_) ++counts_.searches_skipped;
  return !holding_;
}

void Demand::hold(const FrameInfo& frame, const FrameInfo& size, FrameResult& result) const {
  result.frame = frame;
  result.frame.width = found_in_.width;
  result.frame.height = found_in_.height;
  result.faces.clear();
  for (const Detection& detection : found_) result.faces.push_back({.detection = detection});
  resize(result, size.width, size.height);
}

bool Demand::found_again(const FrameResult& result) const {
  const auto was_there = [&](const Face& face) {
    const Box now = part_of(face.detection.box, result.frame);
    return std::ranges::any_of(found_, [&](const Detection& before) {
      return iou(part_of(before.box, found_in_), now) >= ReadGate::kSameBox;
    });
  };
  return knows_ && result.faces.size() == found_.size() &&
         std::ranges::all_of(result.faces, was_there);
}

void Demand::found(const FrameResult& result) {
  if (!search_) return;
  if (!found_again(result)) motion_.restart();
  knows_ = true;
  found_in_ = result.frame;
  found_.clear();
  for (const Face& face : result.faces) found_.push_back(face.detection);
}

void Demand::look(const FrameResult& result) {
  if (active()) faces_.look(result.faces, result.frame, cut_);
}

void Demand::keep(std::size_t number, Face& face) {
  const Reading& held = faces_.held(number);
  face.expression = held.expression;
  if (faces_.holds_sharper(number)) {
    const face::Pose pose = face::pose_of(face.detection);
    face.quality = held.quality;
    face.quality.yaw = pose.yaw;
    face.quality.pitch = pose.pitch;
  }
  face.kept = true;
  ++counts_.readings_skipped;
}

bool Demand::read_due(std::size_t face, const Canvas& crop) {
  if (!active()) return true;
  const bool sparing = (reads_on_demand() || holding_) && !still_;
  return faces_.due(face, crop, !sparing);
}

void Demand::read(std::size_t face, const Face& read) {
  if (!active()) return;
  faces_.read(face, read.expression, read.quality);
  ++counts_.readings;
}

DemandCounts Demand::take_counts() { return std::exchange(counts_, {}); }

}  // namespace mien::chain
