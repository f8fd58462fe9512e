#pragma once
/// \file What the parts of the Python module share.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "mien/config.h"
#include "mien/error.h"
#include "mien/models.h"
#include "mien/pipeline.h"

namespace mien::python {

namespace nb = nanobind;

// One a file; each adds its part.
void bind_alive(nb::module_& module);
void bind_table(nb::module_& module);
void bind_values(nb::module_& module);
void bind_analyzer(nb::module_& module);
void bind_run(nb::module_& module);
void bind_live(nb::module_& module);
void bind_audience(nb::module_& module);

/// A configuration whose cameras are a list of Python's: it may be changed in place, and what was
/// taken from it outlives it. Those of RunConfig are empty.
struct Settings : RunConfig {
  Settings() = default;
  explicit Settings(RunConfig config);
  /// As one value, cameras included. Called with the GIL; throws TypeError where the list holds
  /// something else.
  RunConfig taken() const;

  nb::list listed;  ///< of CameraConfig
};

/// Work whose threads call Python, or that lets go of the GIL, while it exists: told to stop at
/// Python's exit, for threads that ask for the GIL after that end the process. `awaited`: the exit
/// also waits, ten seconds at most, until the work is over. `stop` is called without the GIL, on
/// the main thread. None begins after that, but on the main thread or for work that has begun: its
/// thread, a daemon, stays here until the process ends, as Python's own wait for the GIL would.
class Alive {
 public:
  explicit Alive(std::function<void()> stop, bool awaited = false);
  ~Alive();
  Alive(const Alive&) = delete;
  Alive& operator=(const Alive&) = delete;
  /// This is another process than that which began the work: its threads are not here.
  bool elsewhere() const;
  /// Called without the GIL.
  static void stop_all();

 private:
  struct Entry;
  static std::vector<Entry*>& entries();
  static bool enter(Entry* entry);
  std::shared_ptr<Entry> entry_;
};

/// What mien tells, as Python's text: of names that are none (those of files may be any bytes) each
/// byte that is part of no character is U+FFFD, as in summary.json. Called with the GIL.
nb::str text_of(const std::string& words);

/// Names that are given and given back, byte by byte: as os.fsencode and os.fsdecode in UTF-8.
/// Called with the GIL.
std::string bytes_of(const nb::str& name);
nb::str escaped_of(const std::string& name);

/// While it lives, this thread is in code of Python that mien called: one of mien's threads,
/// perhaps, which must not wait for them.
class WithinCall {
 public:
  WithinCall();
  ~WithinCall();
  WithinCall(const WithinCall&) = delete;
  WithinCall& operator=(const WithinCall&) = delete;
  static bool here();
};

/// A call that lets go of the GIL and ends by itself; calls within it begin at any time.
class AliveCall {
 public:
  AliveCall();
  ~AliveCall();
  AliveCall(const AliveCall&) = delete;
  AliveCall& operator=(const AliveCall&) = delete;

 private:
  Alive alive_;
};

/// os.environ, byte by byte: not all that it may hold is text.
std::map<std::string, std::string> environment_here();

/// Where models are, for this process: os.environ is asked, fetches are told on `sys.stderr`.
ModelStorePaths models_here(bool offline);

/// Words for the user: the logger "mien" of Python's logging. From any thread.
void log_words(const std::string& words);

/// The store's clock: `audience.time_zone` by zoneinfo, else this machine's. Throws ValueError
/// where there is no such zone. Called with the GIL; what it returns, from any thread.
UtcOffset clock_of(const RunConfig& config);

/// A reference that any thread may drop.
std::shared_ptr<nb::object> kept(const nb::object& object);

/// Hears of what own stages raise, before it ends their picture; on their thread, with the GIL.
using StageFailed = std::function<void(const mien::Error&)>;

/// Callables of Python as stages; empty where both are None. Called with the GIL.
OwnStages stages_of(const nb::object& detector, const nb::object& classifier,
                    const StageFailed& failed = {});

/// An object of Python with any of open, frame, track and close as a sink.
std::unique_ptr<Sink> sink_of(nb::object object);

}  // namespace mien::python
