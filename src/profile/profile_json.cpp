#include <nlohmann/json.hpp>

#include "profile/flame.h"
#include "profile/profile.h"
#include "profile/symbols.h"

namespace mien::profile {

namespace {

template <typename T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json verdict_json(const Verdict& verdict) {
  return {{"value", or_null(verdict.value)},
          {"target", verdict.target},
          {"met", or_null(verdict.met)},
          {"advice", verdict.advice}};
}

nlohmann::json hot_loop_json(const HotLoop& loop) {
  return {{"symbol", valid_utf8(loop.symbol)},
          {"name", valid_utf8(short_symbol(loop.symbol))},
          {"library", valid_utf8(loop.library)},
          {"stage", name_of(loop.stage)},
          {"share", loop.share},
          {"packed", or_null(loop.packed)},
          {"vector", loop.vector},
          {"width", loop.width},
          {"offset", loop.begin},
          {"bytes", loop.bytes}};
}

void add_cores(const CoreUse& cores, nlohmann::json& json) {
  json["wall_seconds"] = cores.wall_seconds;
  json["cpu_seconds"] = cores.cpu_seconds;
  json["physical_cores"] = cores.physical_cores;
  json["logical_cpus"] = cores.logical_cpus;
  json["logical_utilisation"] = cores.logical_utilisation;
}

void add_vectorisation(const std::optional<Vectorisation>& v, nlohmann::json& json) {
  json["method"] = "time-weighted";
  if (!v) return;
  json["vector_share"] = v->vector_share;
  json["widths"] = {
      {"128", v->width_128}, {"256", v->width_256}, {"512", v->width_512}, {"tile", v->width_tile}};
  json["work"] = {{"packed_fp", v->packed_fp},
                  {"scalar_fp", v->scalar_fp},
                  {"integer_vector", v->integer_vector},
                  {"vnni", v->vnni},
                  {"amx", v->amx},
                  {"undecoded", v->undecoded}};
  json["hottest"] = nlohmann::json::array();
  for (const HotLoop& loop : v->hottest) json["hottest"].push_back(hot_loop_json(loop));
}

nlohmann::json estimate_json(const Snapshot& s, const VerdictContext& context) {
  if (const auto share = contention(context))
    return {{"name", "growth of CPU time a frame when all cores are busy"},
            {"value", *share},
            {"meaning",
             "an estimate from below: what shared caches and memory cost, not stalls of one "
             "core alone"}};
  if (s.vectorisation)
    return {{"name", "share of sampled instructions that read memory"},
            {"value", s.vectorisation->at_loads},
            {"meaning", "an indicator, no stall measurement: most of these reads hit the cache"}};
  return nullptr;
}

nlohmann::json system_json(const SystemEvents& events) {
  return {{"voluntary_switches", events.voluntary_switches},
          {"involuntary_switches", events.involuntary_switches},
          {"minor_faults", events.minor_faults},
          {"major_faults", events.major_faults},
          {"migrations", or_null(events.migrations)},
          {"migrations_reason", events.migrations_reason.empty()
                                    ? nlohmann::json(nullptr)
                                    : nlohmann::json(events.migrations_reason)}};
}

nlohmann::json overhead_json(const Snapshot& s) {
  const Overhead& o = s.overhead;
  return {{"share", o.share},
          {"signal_us", o.signal_us},
          {"reader_seconds", o.reader_seconds},
          {"signals", o.signals},
          {"dropped", o.dropped},
          {"threads", o.threads_seen},
          {"threads_refused", o.threads_refused},
          {"coverage", o.coverage},
          {"hz", s.hz}};
}

nlohmann::json build_json(const Snapshot& s, const VerdictContext& context, bool verdicts) {
  const auto part = [&](const Verdict& verdict) {
    return verdicts ? verdict_json(verdict) : nlohmann::json{{"value", or_null(verdict.value)}};
  };
  nlohmann::json json;
  json["core_utilisation"] = part(core_verdict(s, context));
  add_cores(s.cores, json["core_utilisation"]);
  json["vectorisation"] = part(vector_verdict(s, context));
  add_vectorisation(s.vectorisation, json["vectorisation"]);
  json["memory_stalls"] = part(stall_verdict(s, context));
  json["memory_stalls"]["source"] = s.memory_stalls.source.empty()
                                        ? nlohmann::json(nullptr)
                                        : nlohmann::json(s.memory_stalls.source);
  json["memory_stalls"]["reason"] =
      s.memory_stalls.value ? nlohmann::json(nullptr) : nlohmann::json(s.memory_stalls.reason);
  json["memory_stalls"]["estimate"] =
      s.memory_stalls.value ? nlohmann::json(nullptr) : estimate_json(s, context);
  json["system"] = system_json(s.system);
  json["overhead"] = overhead_json(s);
  return json;
}

}  // namespace

nlohmann::json profile_json(const Snapshot& s, const VerdictContext& context) {
  return build_json(s, context, true);
}

nlohmann::json to_json(const Snapshot& s) { return build_json(s, {}, false); }

}  // namespace mien::profile
