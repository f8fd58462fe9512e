#include "fleet/pause_hand_over.h"

#include <algorithm>
#include <iterator>

#include "mien/error.h"

namespace mien::fleet {

namespace {

using oversight::AskedPause;
using oversight::kOfTheFleet;
using oversight::Pause;

constexpr char kFleet[] = "the fleet";  ///< in the audit log

bool is_the_fleets(const Pause& pause) { return pause.who.ends_with(kOfTheFleet); }

Pause as_the_fleets(Pause pause) {
  pause.who += kOfTheFleet;
  return pause;
}

/// The camera's own, not that of all; null: there is none.
const Pause* find(const std::vector<AskedPause>& all, const std::string& camera,
                  bool figures_only) {
  const auto found = std::ranges::find_if(all, [&](const AskedPause& one) {
    return one.camera == camera && one.pause.figures_only == figures_only;
  });
  return found == all.end() ? nullptr : &found->pause;
}

}  // namespace

/// What the topic has, and what it is to have.
class PauseHandOver::Changes {
 public:
  explicit Changes(std::vector<FleetCamera> cameras) {
    for (FleetCamera& one : cameras) cameras_.emplace(one.name, std::move(one));
  }
  /// Null: the topic has no such camera, or it or what stands beside it cannot be read.
  FleetHold* hold(const std::string& camera) {
    if (const auto found = read_.find(camera); found != read_.end()) return &found->second.now.hold;
    const auto value = cameras_.find(camera);
    if (value == cameras_.end()) return nullptr;
    try {
      FleetValue read = read_fleet_value(camera, value->second.section);
      if (!takes_hold(read)) return nullptr;
      return &(read_[camera] = {read.hold, read}).now.hold;
    } catch (const Error&) {
      return nullptr;
    }
  }
  void changed(const std::string& camera) { changed_.insert(camera); }
  const std::set<std::string>& cameras() const { return changed_; }
  CameraChanges all() const {
    CameraChanges all;
    for (const std::string& camera : changed_) {
      const Read& read = read_.at(camera);
      std::ranges::move(changes_of(cameras_.at(camera), read.before, read.now),
                        std::back_inserter(all));
    }
    return all;
  }

 private:
  struct Read {
    FleetHold before;
    FleetValue now;
  };

  std::map<std::string, FleetCamera> cameras_;
  std::map<std::string, Read> read_;
  std::set<std::string> changed_;
};

void PauseHandOver::take(const std::string& camera, FleetHold hold) {
  std::lock_guard lock(mutex_);
  own_.insert(camera);
  FleetHold& told = told_[camera];
  take(camera, hold.pause, told.pause, false);
  take(camera, hold.suspended, told.suspended, true);
  const auto known = holds_.confirmed(camera);
  if (hold.confirmed && (!known || known->notice != hold.confirmed->notice))
    holds_.confirm(camera, *hold.confirmed);
  told = std::move(hold);
}

/// `before`: what the topic said last. Where that is still what it says, and does not hold here,
/// somebody ended it here.
void PauseHandOver::take(const std::string& camera, const std::optional<Pause>& wanted,
                         const std::optional<Pause>& before, bool figures_only) {
  const auto all = holds_.all();
  const Pause* there = find(all, camera, figures_only);
  if (!there) {
    if (wanted && !(before && before->since == wanted->since))
      holds_.pause(camera, as_the_fleets(*wanted), kFleet);
    return;
  }
  if (!is_the_fleets(*there) && !is_seen(camera, *there)) return;
  if (!wanted) return void(holds_.end(camera, figures_only, kFleet));
  if (there->since == wanted->since) return;
  try {
    holds_.replace(camera, as_the_fleets(*wanted), kFleet);
  } catch (const Error&) {  // it is paused, if in another's name
  }
}

void PauseHandOver::drop(const std::string& camera) {
  std::lock_guard lock(mutex_);
  own_.erase(camera);
  const auto found = told_.find(camera);
  if (found == told_.end()) return;
  auto& [pause, suspended, confirmed] = found->second;
  const auto all = holds_.all();
  if (find(all, camera, false)) pause.reset();
  if (find(all, camera, true)) suspended.reset();
  if (!pause && !suspended) told_.erase(found);
}

/// Under the lock.
bool PauseHandOver::is_seen(const std::string& camera, const Pause& pause) const {
  return std::ranges::any_of(
      seen_, [&](const Seen& one) { return one.camera == camera && one.here == pause; });
}

PauseHandOver::Waiting PauseHandOver::waiting() const {
  Waiting waiting;
  std::lock_guard lock(mutex_);
  const auto all = holds_.all();
  for (const AskedPause& one : all)
    if (!one.camera.empty() && !is_the_fleets(one.pause) && !is_seen(one.camera, one.pause) &&
        (own_.contains(one.camera) || std::ranges::find(not_ours_, one) == not_ours_.end()))
      waiting.placed.push_back(one);
  for (const auto& [camera, hold] : told_)
    for (const auto& told : {hold.pause, hold.suspended})
      if (told && !find(all, camera, told->figures_only)) waiting.ended.push_back({camera, *told});
  return waiting;
}

void PauseHandOver::place(const AskedPause& placed, Changes& changes) {
  const auto& [camera, pause, by] = placed;
  FleetHold* hold = changes.hold(camera);
  std::lock_guard lock(mutex_);
  if (!hold) {
    own_.erase(camera);
    return not_ours_.push_back(placed);
  }
  const bool own = own_.contains(camera);
  auto& known = hold->of(pause.figures_only);
  if (known && (known->since == pause.since || !own)) {
    seen_.push_back({camera, pause, as_the_fleets(*known)});
    if (!own) told_.erase(camera);
    return;
  }
  known = pause;
  told_[camera].of(pause.figures_only) = pause;  // from now on somebody may end it here
  changes.changed(camera);
}

void PauseHandOver::end(const Ended& ended, Changes& changes) {
  const auto& [camera, pause] = ended;
  FleetHold* hold = changes.hold(camera);
  if (hold && hold->of(pause.figures_only) && hold->of(pause.figures_only)->since == pause.since) {
    hold->of(pause.figures_only).reset();
    return changes.changed(camera);
  }
  std::lock_guard lock(mutex_);
  told_[camera].of(pause.figures_only).reset();
}

/// In the database, once that can be written; one that ended meanwhile has no need of it.
void PauseHandOver::rename() {
  std::lock_guard lock(mutex_);
  if (seen_.empty()) return;
  const auto all = holds_.all();
  bool writable = true;
  std::erase_if(seen_, [&](const Seen& one) {
    const Pause* here = find(all, one.camera, one.here.figures_only);
    if (!here || *here != one.here) return true;
    try {
      return writable && holds_.replace(one.camera, one.there);
    } catch (const Error&) {
      writable = false;
      return false;
    }
  });
}

std::vector<std::string> PauseHandOver::step() {
  const Waiting all = waiting();
  std::vector<std::string> told;
  if (!all.placed.empty() || !all.ended.empty()) told = tell(all);
  rename();
  return told;
}

std::vector<std::string> PauseHandOver::tell(const Waiting& waiting) {
  const auto& [placed, ended] = waiting;
  Changes changes(topic_.read());
  for (const Ended& one : ended) end(one, changes);
  for (const AskedPause& one : placed) place(one, changes);
  const CameraChanges all = changes.all();
  if (all.empty()) return {};
  topic_.write(all);
  return {changes.cameras().begin(), changes.cameras().end()};
}

}  // namespace mien::fleet
