/// mien.run: recordings through the chain, results as tables.

#include <algorithm>
#include <chrono>
#include <future>
#include <numeric>
#include <stop_token>

#include <nanobind/stl/shared_ptr.h>

#include "mien/input.h"
#include "mien/sinks.h"

#include "module.h"
#include "run_tables.h"

namespace mien::python {

namespace {

/// The share of all inputs that is done: each of them weighs the same.
class Share {
 public:
  double at(const Progress& progress) {
    if (shares_.size() <= progress.input) shares_.resize(progress.input + 1);
    shares_[progress.input] =
        progress.done ? 1
        : progress.expected_seconds > 0
            ? std::min(1.0, progress.media_seconds / progress.expected_seconds)
            : 0;
    return std::accumulate(shares_.begin(), shares_.end(), 0.0) /
           static_cast<double>(shares_.size());
  }
  explicit Share(std::size_t inputs) : shares_(std::max<std::size_t>(inputs, 1)) {}

 private:
  std::vector<double> shares_;
};

/// What Python raised while mien worked: the first of it. Held and dropped with the GIL.
class Raised {
 public:
  void take(nb::python_error error) {
    error.restore();
#if PY_VERSION_HEX >= 0x030C0000
    const nb::object value = nb::steal(PyErr_GetRaisedException());
#else
    PyObject *kind = nullptr, *raised = nullptr, *trace = nullptr;
    PyErr_Fetch(&kind, &raised, &trace);
    PyErr_NormalizeException(&kind, &raised, &trace);
    Py_XDECREF(kind);
    Py_XDECREF(trace);
    const nb::object value = nb::steal(raised);
#endif
    if (error_.is_none()) error_ = value;
  }
  const nb::object& error() const { return error_; }

 private:
  nb::object error_ = nb::none();
};

/// Calls `progress(fps, share)` from a thread of mien's; what it raises ends the run.
std::function<void(const Progress&)> teller(const nb::object& progress, Share& share,
                                            std::stop_source& stop, Raised& raised) {
  if (progress.is_none()) return {};
  return [&](const Progress& at) {
    const nb::gil_scoped_acquire held;
    const WithinCall within;
    if (stop.stop_requested()) return;
    try {
      progress(at.fps, share.at(at));
    } catch (nb::python_error& error) {
      raised.take(error);
      stop.request_stop();
    }
  };
}

/// Runs on a thread of its own while this one, without the GIL, looks for signals: Ctrl-C is a
/// request to stop, after which the sinks are closed and the results are kept.
template <class Work>
Summary while_watching(Work work, std::stop_source& stop, Raised& raised) {
  std::future<Summary> working;
  {
    const nb::gil_scoped_release others_may_run;
    working = std::async(std::launch::async, work);
  }
  for (;;) {
    {
      const nb::gil_scoped_release others_may_run;
      if (working.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready) break;
    }
    if (PyErr_CheckSignals() == 0) continue;
    raised.take(nb::python_error());
    stop.request_stop();
  }
  return working.get();
}

/// Folder, own sinks and tables; without a folder the summary goes to `summary_file`, and the rest
/// to the database that the configuration names, as of the program.
std::vector<std::unique_ptr<Sink>> sinks_of(const SinkSettings& settings, const std::string& out,
                                            const std::string& summary_file, const nb::list& own) {
  std::vector<std::unique_ptr<Sink>> sinks;
  if (!out.empty()) {
    sinks = make_folder_sinks(out, settings);
  } else {
    if (const auto& database = settings.config.sqlite; !database.empty())
      sinks = make_database_sinks(database, settings);
    sinks.push_back(make_sink("summary", summary_file, settings));
  }
  for (auto& sink : make_configured_sinks(settings)) sinks.push_back(std::move(sink));
  for (nb::handle each : own) sinks.push_back(sink_of(nb::borrow(each)));
  sinks.push_back(std::make_unique<Tables>());
  return sinks;
}

/// Several recordings of a camera each on its own, and dated.
RunConfig as_program(RunConfig config) {
  const UtcOffset clock = clock_of(config);
  const nb::gil_scoped_release others_may_run;
  return with_recordings(std::move(config), clock, log_words);
}

/// Returns events, tracks, and what Python raised meanwhile, or None.
nb::tuple run_here(const Settings& settings_given, const nb::str& out_given,
                   const nb::str& summary_file, const nb::object& progress,
                   const nb::object& detector, const nb::object& classifier, const nb::list& own,
                   bool offline) {
  const std::string out = bytes_of(out_given);
  std::stop_source stop;
  const Alive alive([&] { stop.request_stop(); }, true);
  Raised raised;
  const RunConfig config = as_program(settings_given.taken());
  Share share(config.cameras.size());
  RunHooks hooks{.progress = teller(progress, share, stop, raised),
                 .stop = stop.get_token(),
                 .clock = clock_of(config),
                 .stages = stages_of(detector, classifier)};
  const bool none = hooks.stages.detector && (hooks.stages.classifier || config.emotion == "none");
  const ModelStorePaths models = none ? ModelStorePaths{} : models_here(offline);
  const SinkSettings settings{.config = config, .clock = hooks.clock, .log = log_words};
  const auto sinks = sinks_of(settings, out, bytes_of(summary_file), own);
  while_watching([&] { return mien::run(config, models, sinks, hooks); }, stop, raised);
  const auto& tables = static_cast<const Tables&>(*sinks.back());
  return nb::make_tuple(tables.events(), tables.tracks(), raised.error());
}

}  // namespace

void bind_run(nb::module_& module) {
  module.def("run", &run_here, nb::arg("config"), nb::arg("out"), nb::arg("summary_file"),
             nb::arg("progress").none(), nb::arg("detector").none(), nb::arg("classifier").none(),
             nb::arg("sinks"), nb::arg("offline"),
             nb::sig("def run(config: Config, out: str, summary_file: str, progress: typing.Any, "
                     "detector: typing.Any, classifier: typing.Any, sinks: list[typing.Any], "
                     "offline: bool) -> tuple[Table, Table, BaseException | None]"));
}

}  // namespace mien::python
