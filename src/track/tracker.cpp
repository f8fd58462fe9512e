#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "mien/error.h"

#include "track/assignment.h"
#include "track/association.h"
#include "track/open_track.h"
#include "track/trackers.h"

namespace mien::track {
namespace {

/// Assumed between two frames whose clock does not advance.
constexpr double kShortStep = 1.0 / 30;
/// Boxes reach a little beyond the picture, never this far (pixels).
constexpr float kFarthest = 1e6f;

bool is_box(const Box& box) {
  const auto sane = [](float value) { return std::abs(value) < kFarthest; };  // false for NaN
  return sane(box.x) && sane(box.y) && box.w > 0 && box.h > 0 && sane(box.w) && sane(box.h);
}

/// Two-stage association after ByteTrack (Zhang et al. 2022) on the motion filter of SORT.
class ByteTracker : public Tracker {
 public:
  explicit ByteTracker(const TrackerOptions& options) : options_(options) {}

  void update(FrameResult& result) override {
    ++frames_;
    const double dt = advance(result.frame);
    end_lost();
    for (OpenTrack& track : open_) track.predict(dt);
    sort_faces(result.faces);
    match(result.faces, dt);
    if (is_cut(dt)) end_all();
    for (std::size_t i = 0; i < order_.size(); ++i) settle(result.faces[order_[i]], owner_[i]);
    previous_clock_ = now_.clock;
  }

  void restart() override {
    open_.clear();
    frames_ = 0;
    now_ = {};
    previous_clock_ = 0;
  }

  std::vector<Track> take_ended(bool all) override {
    if (all) end_all();
    std::sort(ended_.begin(), ended_.end(),
              [](const Track& a, const Track& b) { return a.id < b.id; });
    return std::exchange(ended_, {});
  }

 private:
  static constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

  /// Sets the clock to this frame and returns the seconds since the one before.
  double advance(FrameInfo frame) {
    if (!std::isfinite(frame.seconds)) frame.seconds = now_.frame.seconds;
    frame.index = std::max<std::int64_t>(0, frame.index);
    double dt = frames_ > 1 ? frame.seconds - now_.frame.seconds : 0;
    if (dt < -options_.max_lost_s) end_all();
    if (frames_ > 1 && dt <= 0) dt = kShortStep;
    dt = std::min(dt, options_.max_lost_s + 1);  // beyond this every track has ended anyway
    now_.frame = frame;
    now_.clock += dt;
    return dt;
  }

  void end(const OpenTrack& track) {
    const bool reportable = track.confident() || frames_ == 1;
    const std::int64_t enough = std::min<std::int64_t>(options_.min_observations, frames_);
    if (reportable && track.observations() >= enough) {
      ended_.push_back(track.report(options_.min_confidence));
    }
  }

  void end_all() {
    for (const OpenTrack& track : open_) end(track);
    open_.clear();
  }

  void end_lost() {
    const auto is_lost = [&](const OpenTrack& track) {
      return now_.clock - track.last_seen() > options_.max_lost_s;
    };
    for (const OpenTrack& track : open_) {
      if (is_lost(track)) end(track);
    }
    std::erase_if(open_, is_lost);
  }

  /// A canonical order, so that neither ids nor ties depend on the order in which a detector names
  /// its faces.
  void sort_faces(const std::vector<Face>& faces) {
    order_.clear();
    for (std::size_t i = 0; i < faces.size(); ++i) {
      if (is_box(faces[i].detection.box)) order_.push_back(i);
    }
    const auto key = [&](std::size_t i) {
      const Detection& face = faces[i].detection;
      const float confidence = std::isfinite(face.confidence) ? face.confidence : 0;
      return std::tuple(-confidence, face.box.x, face.box.y, face.box.w, face.box.h);
    };
    std::sort(order_.begin(), order_.end(), [&](auto a, auto b) { return key(a) < key(b); });
  }

  bool is_confident(const Face& face) const {
    return face.detection.confidence >= options_.high_confidence;
  }

  /// Fills `owner_` (per face in canonical order: index into `open_`, or kNobody) and `matched_`
  /// (per track).
  void match(const std::vector<Face>& faces, double dt) {
    owner_.assign(order_.size(), kNobody);
    matched_.assign(open_.size(), 0);
    // Canonical order is by confidence: the confident faces come first.
    std::size_t confident = 0;
    while (confident < order_.size() && is_confident(faces[order_[confident]])) ++confident;
    match_some(faces, dt, 0, confident, false);
    match_some(faces, dt, confident, order_.size(), true);
    new_confident_ = std::count(owner_.begin(), owner_.begin() + confident, kNobody);
  }

  /// Pairs the faces `begin` ≤ i < `end` with the tracks that are still alone. `weak`: only
  /// where they were expected.
  void match_some(const std::vector<Face>& faces, double dt, std::size_t begin, std::size_t end,
                  bool weak) {
    candidates_.clear();
    for (std::size_t t = 0; t < open_.size(); ++t) {
      if (!matched_[t]) candidates_.push_back(t);
    }
    const std::size_t columns = end - begin;
    if (candidates_.empty() || columns == 0) return;
    const double limit = weak ? kWeakLimit : kImpossible;
    costs_.clear();
    for (const std::size_t t : candidates_) {
      const double lost_s = std::max(0.0, now_.clock - dt - open_[t].last_seen());
      for (std::size_t i = begin; i < end; ++i) {
        const Box& box = faces[order_[i]].detection.box;
        const double cost = could_be(open_[t], box, lost_s)
                                ? unlikeness(open_[t].motion(), box, lost_s)
                                : kImpossible;
        costs_.push_back(cost < limit ? cost : kImpossible);
      }
    }
    const std::span<const int> pairs = assigner_.solve(costs_, candidates_.size(), columns);
    for (std::size_t row = 0; row < pairs.size(); ++row) {
      if (pairs[row] == Assigner::kUnpaired) continue;
      const std::size_t column = static_cast<std::size_t>(pairs[row]);
      if (costs_[row * columns + column] >= limit) continue;
      owner_[begin + column] = candidates_[row];
      matched_[candidates_[row]] = 1;
    }
  }

  /// Who walked out of the picture is not the one who comes in there: only a face that the edge
  /// still cuts can be theirs.
  bool could_be(const OpenTrack& track, const Box& face, double lost_s) const {
    const int width = now_.frame.width, height = now_.frame.height;
    if (!has_left(track.motion(), width, height)) return true;
    return lost_s <= 0 && is_at_edge(face, width, height);
  }

  bool in_view(const OpenTrack& track) const { return track.last_seen() >= previous_clock_; }

  /// Several people were in view; none of them is anywhere they could be, yet others are: another
  /// scene.
  bool is_cut(double dt) const {
    if (dt > options_.max_lost_s || new_confident_ == 0) return false;
    const auto seen = std::count_if(open_.begin(), open_.end(),
                                    [&](const OpenTrack& track) { return in_view(track); });
    return seen >= 2 && std::find(matched_.begin(), matched_.end(), 1) == matched_.end();
  }

  /// Gives a face to its track, or a new track to the face.
  void settle(Face& face, std::size_t owner) {
    if (owner == kNobody) {
      open_.emplace_back(++last_id_, face, now_, is_confident(face));
      owner = open_.size() - 1;
    } else {
      open_[owner].correct(face, now_, is_confident(face));
    }
    OpenTrack& track = open_[owner];
    face.track = track.id();
    track.observe(face, now_, options_.smoothing_s, options_.min_confidence);
  }

  const TrackerOptions options_;
  Moment now_;
  double previous_clock_ = 0;
  std::int64_t frames_ = 0;  ///< inferred so far, since a restart
  std::int64_t last_id_ = 0;
  std::vector<OpenTrack> open_;
  std::vector<Track> ended_;
  // Work space of one update, kept to spare allocations.
  std::vector<std::size_t> order_, owner_, candidates_;
  std::vector<char> matched_;
  std::vector<double> costs_;
  std::ptrdiff_t new_confident_ = 0;
  Assigner assigner_;
};

void check(bool possible, const std::string& option, const std::string& remedy) {
  if (!possible) throw Error(ErrorKind::usage, "tracker", "impossible " + option, remedy);
}

}  // namespace

std::unique_ptr<Tracker> make_tracker(const TrackerOptions& options) {
  check(options.max_lost_s >= 0 && options.max_lost_s <= 3600, "max_lost_s",
        "give seconds, from 0 to 3600");
  check(std::isfinite(options.smoothing_s) && options.smoothing_s >= 0, "smoothing_s",
        "give seconds, 0 or more");
  check(options.high_confidence >= 0 && options.high_confidence <= 1, "high_confidence",
        "give a number from 0 to 1");
  check(options.min_confidence >= 0 && options.min_confidence <= 1, "min_confidence",
        "give a number from 0 to 1");
  check(options.min_observations >= 1, "min_observations", "give a number above 0");
  return std::make_unique<ByteTracker>(options);
}

}  // namespace mien::track
