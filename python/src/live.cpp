/// mien.live: live cameras as an iterator; the newest sight of each camera wins.

#include "mien/live.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "module.h"

namespace mien::python {

namespace {

struct Sighting {
  std::string camera;
  double seconds = 0;
  double latency_ms = 0;
  std::vector<Face> faces;
};

/// What was seen and not asked for yet: one a camera, in the order in which they came.
class Newest {
 public:
  void put(Sighting sighting) {
    {
      std::lock_guard lock(mutex_);
      if (ended_) return;
      std::erase_if(waiting_, [&](const auto& other) { return other.camera == sighting.camera; });
      waiting_.push_back(std::move(sighting));
    }
    changed_.notify_all();
  }
  /// `why`: raised by who asks next; the first one counts.
  void end(std::optional<mien::Error> why = {}) {
    {
      std::lock_guard lock(mutex_);
      if (!ended_) why_ = std::move(why);
      ended_ = true;
      waiting_.clear();
    }
    changed_.notify_all();
  }
  std::optional<mien::Error> take_why() {
    std::lock_guard lock(mutex_);
    return std::exchange(why_, std::nullopt);
  }
  bool ended() const {
    std::lock_guard lock(mutex_);
    return ended_;
  }
  std::optional<Sighting> take(std::chrono::milliseconds within) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, within, [&] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    Sighting first = std::move(waiting_.front());
    waiting_.pop_front();
    return first;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Sighting> waiting_;
  bool ended_ = false;
  std::optional<mien::Error> why_;
};

class Live {
 public:
  /// Called without the GIL. `newest` has heard of own stages' trouble, too.
  Live(const RunConfig& config, const ModelStorePaths& models, const OwnStages& stages,
       const UtcOffset& clock, std::shared_ptr<Newest> newest)
      : newest_(std::move(newest)) {
    LiveSetup setup;
    setup.stages = stages;
    setup.clock = clock;
    setup.callbacks.sight = [newest = newest_](const std::string& camera,
                                               const FrameResult& result) {
      newest->put({camera, result.frame.seconds, result.latency_ms, result.faces});
    };
    setup.callbacks.state = [](const CameraStatus& camera, bool gone) {
      const bool lost = camera.state == CameraState::stalled || camera.state == CameraState::failed;
      if (lost && !gone) log_words(camera.name + ": " + camera.error + " (mien tries again)");
    };
    setup.callbacks.broke = [newest = newest_](const std::string& words) {
      log_words(words);
      newest->end(mien::Error(ErrorKind::internal, "live cameras", words));
    };
    cameras_ = std::make_unique<LiveCameras>(config, models, setup);
    alive_.emplace([this] {
      newest_->end();
      cameras_->stop();
    });
    cameras_->start();
    if (newest_->ended()) cameras_->stop();  // Python ends already
  }

  ~Live() {
    const AliveCall until_here;
    const nb::gil_scoped_release others_may_run;
    if (elsewhere()) {
      (void)cameras_.release();  // its threads are not here to be waited for
      return;
    }
    alive_.reset();
    cameras_.reset();
  }

  /// Waits for the next sight; Ctrl-C ends the cameras and is Python's KeyboardInterrupt, and so
  /// does what an own stage raises.
  Sighting next() {
    const AliveCall until_here;
    for (;;) {
      std::optional<Sighting> sighting;
      {
        const nb::gil_scoped_release others_may_run;
        sighting = newest_->take(std::chrono::milliseconds(100));
      }
      if (PyErr_CheckSignals() != 0) {
        stop();
        throw nb::python_error();
      }
      if (sighting) return std::move(*sighting);
      if (!newest_->ended()) continue;
      if (const auto why = newest_->take_why()) {
        stop();
        throw mien::Error(*why);
      }
      stop();
      throw nb::stop_iteration();
    }
  }
  /// From a stage of theirs, or from who hears mien's words, this ends the iteration alone: the
  /// thread that called it is one of those to be waited for. Who iterates does the rest.
  void stop() {
    const bool raised = PyErr_Occurred() != nullptr;
    PyObject *kind = nullptr, *value = nullptr, *trace = nullptr;
    if (raised) PyErr_Fetch(&kind, &value, &trace);
    newest_->end();
    if (!elsewhere() && !WithinCall::here()) {
      const AliveCall until_here;
      const nb::gil_scoped_release others_may_run;
      cameras_->stop();
    }
    if (raised) PyErr_Restore(kind, value, trace);
  }
  void put(CameraConfig camera) {
    refuse_within();
    const AliveCall until_here;
    const nb::gil_scoped_release others_may_run;
    cameras_->put(camera);
  }
  bool remove(const nb::str& given) {
    refuse_within();
    const std::string name = bytes_of(given);
    const AliveCall until_here;
    const nb::gil_scoped_release others_may_run;
    return cameras_->remove(name);
  }
  nb::list status() const {
    std::vector<CameraStatus> cameras;
    {
      const AliveCall until_here;
      const nb::gil_scoped_release others_may_run;
      cameras = cameras_->status();
    }
    nb::list all;
    for (const CameraStatus& camera : cameras) {
      nb::dict one;
      one["name"] = text_of(camera.name);
      const std::string_view state = name_of(camera.state);
      one["state"] = nb::str(state.data(), state.size());
      one["error"] = text_of(camera.error);
      one["asleep"] = camera.asleep;
      one["frames_inferred"] = camera.frames_inferred;
      one["faces"] = camera.faces;
      one["drops"] = camera.drops;
      one["latency_ms"] = camera.latency_ms.p99;
      all.append(one);
    }
    return all;
  }

 private:
  static void refuse_within() {
    if (WithinCall::here())
      throw mien::Error(ErrorKind::usage, "live cameras",
                        "are changed from a stage or a log handler that mien calls, for which they "
                        "would wait",
                        "change them on a thread of your own");
  }
  bool elsewhere() const { return alive_ && alive_->elsewhere(); }

  const std::shared_ptr<Newest> newest_;
  std::unique_ptr<LiveCameras> cameras_;
  std::optional<Alive> alive_;
};

}  // namespace

void bind_live(nb::module_& module) {
  nb::class_<Sighting>(module, "Sight", "What a camera saw in one searched picture.")
      .def_prop_ro("camera", [](const Sighting& sight) { return text_of(sight.camera); })
      .def_ro("seconds", &Sighting::seconds, "Seconds since the cameras were started.")
      .def_ro("latency_ms", &Sighting::latency_ms, "Time from the picture's arrival to this sight.")
      .def_ro("faces", &Sighting::faces)
      .def("__repr__", [](const Sighting& sight) {
        return text_of("<mien.Sight of " + sight.camera + ": " +
                       std::to_string(sight.faces.size()) + " faces>");
      });
  nb::class_<Live>(module, "Live", "Live cameras; iterate over their sights.")
      .def(
          "__init__",
          [](Live* made, const Settings& settings, const nb::object& detector,
             const nb::object& classifier, bool offline) {
            const RunConfig config = settings.taken();
            const auto newest = std::make_shared<Newest>();
            const OwnStages stages = stages_of(
                detector, classifier, [newest](const mien::Error& why) { newest->end(why); });
            const bool none = stages.detector && (stages.classifier || config.emotion == "none");
            const ModelStorePaths models = none ? ModelStorePaths{} : models_here(offline);
            const UtcOffset clock = clock_of(config);
            const AliveCall until_here;
            const nb::gil_scoped_release others_may_run;
            new (made) Live(config, models, stages, clock, newest);
          },
          nb::arg("config"), nb::arg("detector").none(), nb::arg("classifier").none(),
          nb::arg("offline"))
      .def(
          "__iter__", [](nb::handle self) { return nb::borrow(self); },
          nb::sig("def __iter__(self) -> Live"))
      .def("__next__", &Live::next)
      .def(
          "__enter__", [](nb::handle self) { return nb::borrow(self); },
          nb::sig("def __enter__(self) -> Live"))
      .def(
          "__exit__", [](Live& live, nb::args) { live.stop(); },
          nb::sig("def __exit__(self, *args: object) -> None"))
      .def("stop", &Live::stop, "Stops the cameras and ends the iteration.")
      .def("put", &Live::put, nb::arg("camera"), "Adds or changes a camera.")
      .def("remove", &Live::remove, nb::arg("name"), "False if no camera has this name.")
      .def("status", &Live::status, nb::sig("def status(self) -> list[dict[str, typing.Any]]"));
}

}  // namespace mien::python
