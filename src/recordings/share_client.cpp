#include "recordings/share_client.h"

#include <algorithm>

#include "chain/run_info.h"

namespace mien::recordings {

Error error_of(const cluster::wire::Failed& failed) {
  return {failed.kind, failed.where, failed.reason, failed.remedy};
}

ShareClient::ShareClient(Workshop& shop, Portion& share)
    : shop_(shop), share_(share), live_(chain::is_live(shop.config().cameras[share.work.input])) {
  share_.live = live_;
}

void give_up(Workshop& shop, const Portion& share, const std::string& why) {
  chain::SegmentReport report;
  report.error = why;
  report.frames_inferred = share.frames;  // of the first one
  report.frames_decoded = std::max(share.frames, share.decoded);
  for (std::size_t segment = share.work.first; segment < share.work.last; ++segment) {
    shop.done(share.work.input, segment, report);
    report.frames_inferred = report.frames_decoded = 0;
  }
}

cluster::wire::Share ShareClient::order() const {
  const Work& work = share_.work;
  return {work.input, work.first, work.last, work.segments};
}

bool ShareClient::take(cluster::wire::Message& message) {
  if (auto* found_faces = std::get_if<cluster::wire::Found>(&message)) {
    found(*found_faces);
  } else if (auto* segment = std::get_if<cluster::wire::Done>(&message)) {
    done(*segment);
  } else if (const auto* decoded = std::get_if<cluster::wire::Decoded>(&message)) {
    expect(decoded->input == share_.work.input);
    for (std::uint64_t i = 0; i < decoded->frames; ++i)
      if (live_ || ++decoded_ > share_.decoded) shop_.decoded(share_.work.input);
    if (live_) decoded_ += static_cast<std::int64_t>(decoded->frames);
  } else if (const auto* failed = std::get_if<cluster::wire::Failed>(&message)) {
    throw error_of(*failed);
  } else {
    expect(std::holds_alternative<cluster::wire::Idle>(message));
    expect(share_.work.segments.empty() || shop_.stopped());
    return true;
  }
  return false;
}

void ShareClient::found(cluster::wire::Found& found) {
  expect(found.input == share_.work.input && found.segment == share_.work.first);
  expect(share_.work.first < share_.work.last);
  ++frames_;
  if (live_) {
    found.result.frame.index += share_.base.index;
    found.result.frame.seconds += share_.base.seconds;
  } else if (frames_ <= share_.frames) {
    return;  // the one before it had sent this one
  }
  last_ = found.result.frame;
  shop_.frame(found.input, found.segment, found.result);
}

void ShareClient::done(cluster::wire::Done& done) {
  expect(done.input == share_.work.input && done.segment == share_.work.first);
  expect(share_.work.first < share_.work.last);
  if (live_) done.report.frames_decoded += share_.base.index;
  shop_.done(done.input, done.segment, done.report);
  ++share_.work.first;
  share_.work.segments.erase(share_.work.segments.begin());
  share_.frames = share_.decoded = frames_ = decoded_ = 0;
  share_.deaths = 0;
  share_.base = last_ = {};
}

void ShareClient::leave() {
  if (!live_) {
    share_.frames = std::max(share_.frames, frames_);
    share_.decoded = std::max(share_.decoded, decoded_);
  } else if (frames_ > 0) {  // the camera goes on: so do its count and its clock
    share_.base = last_;
    ++share_.base.index;
    share_.deaths = 0;  // nor is it to blame
  }
}

void ShareClient::expect(bool good) const {
  if (!good)
    throw Error(ErrorKind::internal, "worker process",
                "sent a message that does not belong to its work",
                "run the same version of mien in all processes");
}

}  // namespace mien::recordings
