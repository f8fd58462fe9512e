#include "stays/observer.h"

#include <algorithm>
#include <cmath>

#include "mien/error.h"

namespace mien::audience {

namespace {

/// A track that was not seen for so long never comes back: trackers give up far earlier. Those that
/// were too short to be reported are forgotten by this.
constexpr std::chrono::seconds kForgotten{60};

void check(const ObserverOptions& options) {
  const ExposureLimits& limits = options.limits;
  const auto refuse = [&](const char* what, const char* remedy) {
    throw Error(ErrorKind::usage, "audience of " + options.camera, what, remedy);
  };
  if (!(limits.min_dwell_s >= 0.1 && limits.min_dwell_s <= 3600))
    refuse("the shortest stay that counts is out of range", "choose 0.1 to 3600 seconds");
  if (!(limits.grace_s >= 0 && limits.grace_s <= 60))
    refuse("the time that somebody may be out of sight is out of range", "choose 0 to 60 seconds");
}

}  // namespace

Observer::Observer(ObserverOptions options)
    : options_(std::move(options)),
      grace_(milliseconds_of(options_.limits.grace_s)),
      least_(milliseconds_of(options_.limits.min_dwell_s)),
      now_(options_.base) {
  check(options_);
}

WallTime Observer::advance(double seconds) {
  if (!std::isfinite(seconds) || std::abs(seconds) > 1e9) seconds = last_seconds_;
  if (seconds < last_seconds_) shift_s_ += last_seconds_ - seconds;
  last_seconds_ = seconds;
  now_ = std::max(now_, options_.base + milliseconds_of(seconds + shift_s_));
  return now_;
}

// Jitter is no step, and would pull stays to pieces.
void Observer::follow(WallTime at) {
  constexpr std::chrono::milliseconds kLeastStep{500};
  const auto set = at - now_;
  if (std::chrono::abs(set - set_since_) >= kLeastStep) set_since_ = set;
}

Exposure Observer::dated(Exposure stay) const {
  stay.start += set_since_;
  stay.end += set_since_;
  return stay;
}

void Observer::frame(const FrameResult& result, std::vector<Exposure>& done,
                     std::optional<WallTime> at) {
  const WallTime previous = now_;
  const WallTime now = advance(result.frame.seconds);
  if (at) follow(*at);
  // Nobody is away who was there in the frame before, however long ago that was.
  end_stays_before(std::min(now - grace_, previous), done);
  for (const Face& face : result.faces) {
    if (face.track <= 0) continue;
    const auto known = people_.find(face.track);
    if (face.content.empty() && known == people_.end()) continue;
    Person& person = known != people_.end() ? known->second : people_[face.track];
    person.last_seen = now;
    see(person, face, now);
  }
  std::erase_if(people_, [&](const auto& entry) {
    return entry.second.stays.empty() && now - entry.second.last_seen > kForgotten;
  });
}

// What somebody turned away from, or what was replaced before them, ends with its last sight after
// the grace: on the border of two zones a face flickers.
void Observer::see(Person& person, const Face& face, WallTime now) {
  if (face.content.empty()) return;
  Glance sight = glance_of(face, options_.limits);
  const auto stay = std::ranges::find(person.stays, face.content,
                                      [](const Stay& stay) { return stay.exposure.content(); });
  if (stay == person.stays.end()) {
    person.stays.push_back(
        {OpenExposure(face.content, face.zone, now, sight), Course(least_, grace_)});
    person.stays.back().course.add(sight);
    return;
  }
  stay->exposure.observe(now, sight);
  sight.at = stay->exposure.lasted();
  stay->course.add(sight);
}

void Observer::end_stays_before(WallTime limit, std::vector<Exposure>& done) {
  const auto is_over = [&](const Stay& stay) { return stay.exposure.last_seen() < limit; };
  for (auto& [track, person] : people_) {
    for (Stay& stay : person.stays)
      if (is_over(stay)) end(person, stay, done);
    std::erase_if(person.stays, is_over);
  }
}

Exposure Observer::report(const OpenExposure& stay, int visit) const {
  Exposure exposure = stay.report(options_.camera, visit);
  exposure.recording = options_.recording;
  return exposure;
}

void Observer::end(Person& person, Stay& stay, std::vector<Exposure>& done) const {
  if (stay.exposure.dwell_s() < options_.limits.min_dwell_s) return;
  const int visit = ++person.visits[stay.exposure.content()];
  Exposure exposure = dated(report(stay.exposure, visit));
  exposure.course = std::make_shared<const Course>(std::move(stay.course));
  done.push_back(std::move(exposure));
}

void Observer::ended(const Track& track, std::vector<Exposure>& done) {
  const auto found = people_.find(track.id);
  if (found == people_.end()) return;
  for (Stay& stay : found->second.stays) end(found->second, stay, done);
  people_.erase(found);
}

void Observer::interrupt(std::vector<Exposure>& done) {
  for (auto& [track, person] : people_) {
    for (Stay& stay : person.stays) end(person, stay, done);
    person.stays.clear();
  }
}

void Observer::finish(std::vector<Exposure>& done) {
  interrupt(done);
  people_.clear();
}

std::vector<Exposure> Observer::open() const {
  std::vector<Exposure> stays;
  for (const auto& [track, person] : people_) {
    for (const auto& [stay, course] : person.stays) {
      if (stay.dwell_s() < options_.limits.min_dwell_s) continue;
      const auto visits = person.visits.find(stay.content());
      const int visit = visits == person.visits.end() ? 1 : visits->second + 1;
      stays.push_back(dated(report(stay, visit)));
    }
  }
  return stays;
}

}  // namespace mien::audience
