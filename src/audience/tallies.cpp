#include "audience/tallies.h"

#include <algorithm>

namespace mien::audience {

namespace {

constexpr std::chrono::seconds kWindow{60};
/// A camera that says nothing for so long shows nobody.
constexpr std::chrono::seconds kSilent{3};
constexpr std::size_t kKept = 900;

std::int64_t second_of(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

TallyLimits tally_limits(const AudienceConfig& config) {
  return {.min_dwell = milliseconds_of(config.min_dwell_s),
          .grace = milliseconds_of(config.grace_s)};
}

void Tallies::set_contents(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  std::lock_guard lock(mutex_);
  names_ = std::move(names);
}

void Tallies::see(const std::string& camera, WallTime at, const std::vector<Face>& faces) {
  std::lock_guard lock(mutex_);
  LastGlance& sight = last_[camera];
  sight = {.at = at};
  for (const Face& face : faces) {
    if (face.content.empty()) continue;
    ++sight.faces[face.content];
    if (face.track <= 0) continue;
    Content& content = contents_[face.content];
    const Track track{camera, face.track};
    Person& person = content.people[track];
    add(person, at, face.expression);
    if (!person.stayed) continue;
    note(content.changed, track);
    if (face.expression.label != Emotion::unknown) note(content.changed_known, track);
  }
}

void Tallies::add(Person& person, WallTime at, const Expression& expression) const {
  if (person.last_seen - at > kSilent) person = {};  // the clock was set back
  if (at - person.last_seen > limits_.grace) person.since = at;
  person.stayed |= at - person.since >= limits_.min_dwell;
  person.last_seen = std::max(person.last_seen, at);
  const std::int64_t number = second_of(person.last_seen);
  auto& seconds = person.seconds;
  while (!seconds.empty() && seconds.front().number <= number - kWindow.count())
    seconds.pop_front();
  if (seconds.empty() || seconds.back().number != number) seconds.push_back({.number = number});
  Second& second = seconds.back();
  ++second.sights;
  ++second.labels[static_cast<std::size_t>(expression.label)];
  if (expression.label == Emotion::unknown) return;
  ++second.known;
  second.valence += static_cast<double>(expression.valence);
}

// More than the minimum audience makes no difference: then the figures are renewed.
void Tallies::note(std::set<Track>& tracks, const Track& track) const {
  if (std::ssize(tracks) < min_audience_) tracks.insert(track);
}

std::int64_t Tallies::people_of(const Content& content) {
  return std::ranges::count_if(content.people,
                               [](const auto& entry) { return entry.second.stayed; });
}

void Tallies::forget(const std::string& camera) {
  std::lock_guard lock(mutex_);
  last_.erase(camera);
}

TallyFigures Tallies::figures_of(const Content& content) const {
  TallyFigures figures;
  std::array<double, kEmotions + 1> shares{};
  std::array<std::int64_t, kEmotions + 1> people{};
  double valence = 0;
  const auto all = static_cast<double>(people_of(content));
  for (const auto& [track, person] : content.people) {
    if (!person.stayed) continue;
    Second sum;
    for (const Second& second : person.seconds) {
      sum.sights += second.sights;
      sum.known += second.known;
      sum.valence += second.valence;
      for (std::size_t i = 0; i < sum.labels.size(); ++i) sum.labels[i] += second.labels[i];
    }
    const double share = 1 / (sum.sights * all);
    for (std::size_t i = 0; i < sum.labels.size(); ++i) {
      shares[i] += sum.labels[i] * share;
      people[i] += sum.labels[i] > 0;
    }
    if (sum.known == 0) continue;
    valence += sum.valence / sum.known;
    ++figures.with_valence;
  }
  const LeastPeople rule(min_audience_);
  const auto told = rule.told(people, shares);
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (told[i]) figures.labels[i] = shares[i];
  if (rule.enough(figures.with_valence))
    figures.valence = valence / static_cast<double>(figures.with_valence);
  return figures;
}

void Tallies::forget_old(Content& content, WallTime now) const {
  for (auto person = content.people.begin(); person != content.people.end();) {
    // Seen in the future: the clock was set back since.
    const auto age = now - person->second.last_seen;
    if (age < kWindow && age > -kSilent) {
      ++person;
      continue;
    }
    if (person->second.stayed) note(content.changed, person->first);
    const auto is_known = [](const Second& second) { return second.known > 0; };
    if (person->second.stayed && std::ranges::any_of(person->second.seconds, is_known))
      note(content.changed_known, person->first);
    person = content.people.erase(person);
  }
}

ContentTally Tallies::tally(const std::string& name, Content& content, WallTime now) const {
  forget_old(content, now);
  ContentTally tally{.content = name, .people = people_of(content)};
  for (const auto& [camera, sight] : last_) {
    const auto faces = sight.faces.find(name);
    if (faces != sight.faces.end() && now - sight.at < kSilent && sight.at - now < kSilent)
      tally.faces_now += faces->second;
  }
  if (!LeastPeople(min_audience_).enough(tally.people)) return tally;
  renew(content);
  tally.figures = {*content.figures, tally.people, min_audience_};
  return tally;
}

// The valence is of those alone whose expression is known: it waits for as many of them.
void Tallies::renew(Content& content) const {
  if (content.figures && std::ssize(content.changed) < min_audience_) return;
  TallyFigures figures = figures_of(content);
  if (figures.valence && content.figures && content.figures->valence &&
      std::ssize(content.changed_known) < min_audience_) {
    figures.valence = content.figures->valence;
  } else if (figures.valence) {
    content.changed_known.clear();
  }
  content.changed.clear();
  content.figures = figures;
}

Tally Tallies::tick(WallTime now) {
  std::lock_guard lock(mutex_);
  for (const std::string& name : names_) contents_[name];
  Tally tally{.time = now};
  for (auto content = contents_.begin(); content != contents_.end();) {
    tally.contents.push_back(this->tally(content->first, content->second, now));
    // What is no longer shown goes with its last viewer.
    const bool over =
        content->second.people.empty() && !std::ranges::binary_search(names_, content->first);
    content = over ? contents_.erase(content) : std::next(content);
  }
  ring_.push_back(tally);
  if (ring_.size() > kKept) ring_.pop_front();
  return tally;
}

std::vector<Tally> Tallies::recent() const {
  std::lock_guard lock(mutex_);
  return {ring_.begin(), ring_.end()};
}

}  // namespace mien::audience
