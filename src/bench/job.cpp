#include "bench/job.h"

#include <algorithm>

#include "mien/error.h"

#include "base/text.h"

namespace mien::bench {

using nlohmann::json;

namespace {

template <class T>
void take(const json& value, T& target) {
  target = value.get<T>();
}
void take(const json& value, std::filesystem::path& target) { target = value.get<std::string>(); }

void take(const json& value, Pin& target) {
  const auto pin = pin_named(value.get<std::string>());
  if (!pin) throw Error(ErrorKind::usage, "pin", "cannot be " + value.dump(), "none or cores");
  target = *pin;
}

/// A key of a specification and the member that it sets.
template <class Target>
struct Key {
  const char* name;
  void (*read)(const json& value, Target& target);
};

// NOLINTBEGIN(bugprone-macro-parentheses): a type's and a member's name
#define MIEN_KEY(Type, member)                                 \
  {                                                            \
#member, [](const json& v, Type& t) { take(v, t.member); } \
  }
// NOLINTEND(bugprone-macro-parentheses)

constexpr Key<Tuning> kTuningKeys[] = {
    MIEN_KEY(Tuning, pin),         MIEN_KEY(Tuning, huge_pages),
    MIEN_KEY(Tuning, prefetch),    MIEN_KEY(Tuning, streams),
    MIEN_KEY(Tuning, batch),       MIEN_KEY(Tuning, skip_loop_filter),
    MIEN_KEY(Tuning, skip_frames), MIEN_KEY(Tuning, blas_threads),
};

template <class Target, std::size_t N>
void read(const json& object, const Key<Target> (&keys)[N], const std::string& where,
          Target& target) {
  if (!object.is_object()) throw Error(ErrorKind::usage, where, "is not a JSON object");
  for (const auto& [name, value] : object.items()) {
    const auto* known =
        std::ranges::find_if(keys, [&](const auto& key) { return name == key.name; });
    if (known == std::end(keys)) {
      std::vector<std::string> names;
      for (const auto& key : keys) names.emplace_back(key.name);
      throw Error(ErrorKind::usage, where, "unknown key '" + name + "'", did_you_mean(name, names));
    }
    try {
      known->read(value, target);
    } catch (const json::exception&) {
      throw Error(ErrorKind::usage, where, "'" + name + "' has a value of the wrong type");
    }
  }
}

constexpr Key<Job> kJobKeys[] = {
    MIEN_KEY(Job, inputs),
    MIEN_KEY(Job, approach),
    MIEN_KEY(Job, detector),
    MIEN_KEY(Job, precision),
    MIEN_KEY(Job, build),
    MIEN_KEY(Job, blas),
    MIEN_KEY(Job, color),
    MIEN_KEY(Job, width),
    MIEN_KEY(Job, upsample),
    MIEN_KEY(Job, workers),
    MIEN_KEY(Job, detect_fps),
    MIEN_KEY(Job, replay_fps),
    MIEN_KEY(Job, min_confidence),
    MIEN_KEY(Job, demand),
    MIEN_KEY(Job, expressions),
    MIEN_KEY(Job, live),
    MIEN_KEY(Job, substreams),
    MIEN_KEY(Job, settle),
    MIEN_KEY(Job, max_latency_ms),
    MIEN_KEY(Job, passes),
    MIEN_KEY(Job, seconds),
    MIEN_KEY(Job, profile),
    MIEN_KEY(Job, faces),
    MIEN_KEY(Job, profile_dir),
    MIEN_KEY(Job, ms_alone),
    {"tuning", [](const json& v, Job& j) { read(v, kTuningKeys, "tuning", j.tuning); }},
};

#undef MIEN_KEY

}  // namespace

// Field by field: GCC 12 takes what a designated initialiser leaves out for uninitialised.
Job make_job(std::vector<std::string> inputs, std::string approach) {
  Job job;
  job.inputs = std::move(inputs);
  job.approach = std::move(approach);
  return job;
}

json to_json(const Tuning& tuning) {
  return {{"pin", name_of(tuning.pin)},
          {"huge_pages", tuning.huge_pages},
          {"prefetch", tuning.prefetch},
          {"streams", tuning.streams},
          {"batch", tuning.batch},
          {"skip_loop_filter", tuning.skip_loop_filter},
          {"skip_frames", tuning.skip_frames},
          {"blas_threads", tuning.blas_threads}};
}

json to_json(const Job& job) {
  return {{"inputs", job.inputs},
          {"approach", job.approach},
          {"detector", job.detector},
          {"precision", job.precision},
          {"build", job.build},
          {"blas", job.blas},
          {"color", job.color},
          {"width", job.width},
          {"upsample", job.upsample},
          {"workers", job.workers},
          {"detect_fps", job.detect_fps},
          {"replay_fps", job.replay_fps},
          {"min_confidence", job.min_confidence},
          {"demand", job.demand},
          {"expressions", job.expressions},
          {"live", job.live},
          {"substreams", job.substreams},
          {"settle", job.settle},
          {"max_latency_ms", job.max_latency_ms},
          {"tuning", to_json(job.tuning)},
          {"passes", job.passes},
          {"seconds", job.seconds},
          {"profile", job.profile},
          {"faces", job.faces.string()},
          {"profile_dir", job.profile_dir.string()},
          {"ms_alone", job.ms_alone}};
}

Job job_from_json(const json& spec, const std::string& where) {
  Job job;
  read(spec, kJobKeys, where, job);
  if (job.inputs.empty()) throw Error(ErrorKind::usage, where, "names no input", "fill 'inputs'");
  if (job.passes < 1 || job.passes > 1'000'000)
    throw Error(ErrorKind::usage, where, "passes is out of range", "1 to 1000000");
  if (!(job.seconds >= 0)) throw Error(ErrorKind::usage, where, "seconds is negative");
  return job;
}

double Measurement::stage_ms(const char* stage) const {
  const auto stages = raw.find("stages_ms");
  if (stages == raw.end() || !stages->is_object()) return 0;
  const auto found = stages->find(stage);
  return found != stages->end() && found->is_number() ? found->get<double>() : 0;
}

Measurement measurement_from_json(json result) try {
  Measurement measurement;
  measurement.frames = result.at("frames").get<std::int64_t>();
  measurement.wall_seconds = result.at("wall_seconds").get<double>();
  measurement.cpu_seconds = result.at("cpu_seconds").get<double>();
  measurement.fps = result.at("fps").get<double>();
  measurement.faces = result.at("faces").get<std::int64_t>();
  measurement.workers = result.at("workers").get<int>();
  measurement.detector = result.at("detector").get<std::string>();
  measurement.precision = result.at("precision").get<std::string>();
  measurement.build = result.at("build").get<std::string>();
  measurement.raw = std::move(result);
  return measurement;
} catch (const json::exception& error) {
  throw Error(ErrorKind::internal, "mien measure", std::string("gave no result: ") + error.what());
}

}  // namespace mien::bench
