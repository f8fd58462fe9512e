#include "profile/parts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "profile/flame.h"

namespace mien::profile {

namespace {

using nlohmann::json;

constexpr std::size_t kHottest = 12;

constexpr double Vectorisation::*kShares[] = {
    &Vectorisation::vector_share,   &Vectorisation::packed_fp, &Vectorisation::scalar_fp,
    &Vectorisation::integer_vector, &Vectorisation::vnni,      &Vectorisation::amx,
    &Vectorisation::at_loads,       &Vectorisation::undecoded};
constexpr double Vectorisation::*kWidths[] = {&Vectorisation::width_128, &Vectorisation::width_256,
                                              &Vectorisation::width_512,
                                              &Vectorisation::width_tile};
constexpr std::int64_t SystemEvents::*kEvents[] = {
    &SystemEvents::voluntary_switches, &SystemEvents::involuntary_switches,
    &SystemEvents::minor_faults, &SystemEvents::major_faults};

/// Seconds that samples stand for.
double sampled(const Snapshot& s) {
  double seconds = 0;
  for (const FlameLeaf& leaf : s.flame) seconds += leaf.seconds;
  return seconds;
}

json loop_json(const HotLoop& l) {
  return {valid_utf8(l.symbol),
          valid_utf8(l.library),
          static_cast<int>(l.stage),
          l.share,
          l.packed ? json(*l.packed) : json(),
          l.vector,
          l.width,
          l.begin,
          l.bytes};
}

HotLoop loop_of(const json& j) {
  HotLoop loop{j.at(0).get<std::string>(), j.at(1).get<std::string>()};
  loop.stage = static_cast<Stage>(std::clamp(j.at(2).get<int>(), 0, kStages - 1));
  loop.share = j.at(3).get<double>();
  if (!j.at(4).is_null()) loop.packed = j.at(4).get<double>();
  loop.vector = j.at(5).get<double>();
  loop.width = j.at(6).get<int>();
  loop.begin = j.at(7).get<std::uint64_t>();
  loop.bytes = j.at(8).get<std::uint64_t>();
  return loop;
}

json vectors_json(const Vectorisation& v) {
  json object = {{"packed", v.packed_share ? json(*v.packed_share) : json()}};
  for (const auto share : kShares) object["shares"].push_back(v.*share);
  for (const auto width : kWidths) object["widths"].push_back(v.*width);
  object["loops"] = json::array();
  for (const HotLoop& loop : v.hottest) object["loops"].push_back(loop_json(loop));
  return object;
}

Vectorisation vectors_of(const json& object) {
  Vectorisation v;
  if (!object.at("packed").is_null()) v.packed_share = object.at("packed").get<double>();
  std::size_t at = 0;
  for (const auto share : kShares) v.*share = object.at("shares").at(at++).get<double>();
  at = 0;
  for (const auto width : kWidths) v.*width = object.at("widths").at(at++).get<double>();
  for (const json& loop : object.at("loops")) v.hottest.push_back(loop_of(loop));
  return v;
}

double mean(double a, double a_weight, double b, double b_weight) {
  const double all = a_weight + b_weight;
  return all > 0 ? (a * a_weight + b * b_weight) / all : 0;
}

// The same loop of another process of the same program lies at the same place of its symbol.
void add_loops(std::vector<HotLoop>& into, double weight, const std::vector<HotLoop>& part,
               double part_weight) {
  const double all = weight + part_weight;
  for (HotLoop& loop : into) loop.share *= weight / all;
  for (HotLoop loop : part) {
    loop.share *= part_weight / all;
    const auto same = std::ranges::find_if(into, [&](const HotLoop& other) {
      return other.symbol == loop.symbol && other.library == loop.library &&
             other.begin < loop.begin + loop.bytes && loop.begin < other.begin + other.bytes;
    });
    if (same == into.end()) {
      into.push_back(std::move(loop));
      continue;
    }
    if (same->packed && loop.packed)
      same->packed = mean(*same->packed, same->share, *loop.packed, loop.share);
    else if (loop.packed)
      same->packed = loop.packed;
    same->vector = mean(same->vector, same->share, loop.vector, loop.share);
    same->width = std::max(same->width, loop.width);
    same->share += loop.share;
  }
  std::ranges::stable_sort(into, std::greater<>(), &HotLoop::share);
  if (into.size() > kHottest) into.resize(kHottest);
}

void add_vectors(Vectorisation& into, double weight, const Vectorisation& part,
                 double part_weight) {
  const auto fp = [](const Vectorisation& v) { return v.packed_fp + v.scalar_fp; };
  if (into.packed_share && part.packed_share)
    into.packed_share =
        mean(*into.packed_share, weight * fp(into), *part.packed_share, part_weight * fp(part));
  else if (part.packed_share)
    into.packed_share = part.packed_share;
  for (const auto width : kWidths)
    into.*width =
        mean(into.*width, weight * into.vector_share, part.*width, part_weight * part.vector_share);
  for (const auto share : kShares)
    into.*share = mean(into.*share, weight, part.*share, part_weight);
  add_loops(into.hottest, weight, part.hottest, part_weight);
}

void add_overhead(Overhead& into, double cpu, const Overhead& part, double part_cpu) {
  into.share = mean(into.share, cpu, part.share, part_cpu);
  into.coverage = mean(into.coverage, cpu, part.coverage, part_cpu);
  into.signal_us = std::max(into.signal_us, part.signal_us);
  into.reader_seconds += part.reader_seconds;
  into.signals += part.signals;
  into.dropped += part.dropped;
  into.threads_seen += part.threads_seen;
  into.threads_refused += part.threads_refused;
}

}  // namespace

std::string pack(const Snapshot& s) {
  const Overhead& o = s.overhead;
  json object = {{"wall", s.cores.wall_seconds},
                 {"cpu", s.cores.cpu_seconds},
                 {"vectors", s.vectorisation ? vectors_json(*s.vectorisation) : json()},
                 {"overhead",
                  {o.share, o.coverage, o.signal_us, o.reader_seconds, o.signals, o.dropped,
                   o.threads_seen, o.threads_refused}},
                 {"flame", json::array()}};
  for (const auto event : kEvents) object["events"].push_back(s.system.*event);
  for (const FlameLeaf& leaf : s.flame)
    object["flame"].push_back({valid_utf8(leaf.thread), leaf.stage, valid_utf8(leaf.symbol),
                               valid_utf8(leaf.library), leaf.seconds});
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Snapshot unpack(const std::string& text) try {
  const json object = json::parse(text);
  Snapshot s;
  s.cores.wall_seconds = object.at("wall").get<double>();
  s.cores.cpu_seconds = object.at("cpu").get<double>();
  if (!object.at("vectors").is_null()) s.vectorisation = vectors_of(object.at("vectors"));
  const json& o = object.at("overhead");
  s.overhead = {o.at(0).get<double>(),       o.at(2).get<double>(),       o.at(3).get<double>(),
                o.at(4).get<std::int64_t>(), o.at(5).get<std::int64_t>(), o.at(6).get<int>(),
                o.at(7).get<int>(),          o.at(1).get<double>()};
  std::size_t at = 0;
  for (const auto event : kEvents)
    s.system.*event = object.at("events").at(at++).get<std::int64_t>();
  for (const json& leaf : object.at("flame"))
    s.flame.push_back({leaf.at(0).get<std::string>(), leaf.at(1).get<std::string>(),
                       leaf.at(2).get<std::string>(), leaf.at(3).get<std::string>(),
                       leaf.at(4).get<double>()});
  return s;
} catch (const json::exception& error) {
  throw Error(ErrorKind::internal, "snapshot of a worker process",
              std::string("is broken: ") + error.what());
}

void add_part(Snapshot& into, const Snapshot& part) {
  const double weight = sampled(into), part_weight = sampled(part);
  if (into.vectorisation && part.vectorisation && weight + part_weight > 0)
    add_vectors(*into.vectorisation, weight, *part.vectorisation, part_weight);
  else if (part.vectorisation)
    into.vectorisation = part.vectorisation;
  add_overhead(into.overhead, into.cores.cpu_seconds, part.overhead, part.cores.cpu_seconds);
  into.flame.insert(into.flame.end(), part.flame.begin(), part.flame.end());
  for (const auto event : kEvents) into.system.*event += part.system.*event;
  into.cores.cpu_seconds += part.cores.cpu_seconds;
  set_wall(into, into.cores.wall_seconds);
}

void set_wall(Snapshot& snapshot, double seconds) {
  CoreUse& cores = snapshot.cores;
  cores.wall_seconds = seconds;
  const auto of = [&](int cpus) {
    const double time = seconds * cpus;
    return time > 0 ? std::min(1.0, cores.cpu_seconds / time) : 0;
  };
  cores.utilisation = of(cores.physical_cores);
  cores.logical_utilisation = of(cores.logical_cpus);
}

}  // namespace mien::profile
