#pragma once
/// \file What the parts of the Python module share.

#include <map>
#include <memory>
#include <string>

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
#include "mien/models.h"
#include "mien/pipeline.h"

namespace mien::python {

namespace nb = nanobind;

// One a file; each adds its part.
void bind_errors(nb::module_& module);
void bind_table(nb::module_& module);
void bind_values(nb::module_& module);
void bind_analyzer(nb::module_& module);
void bind_run(nb::module_& module);
void bind_live(nb::module_& module);
void bind_audience(nb::module_& module);

/// Where models are, for this process: os.environ is asked, fetches are told on `sys.stderr`.
ModelStorePaths models_here(bool offline);

/// Words for the user: the logger "mien" of Python's logging. From any thread.
void log_words(const std::string& words);

/// The store's clock: `audience.time_zone` by zoneinfo, else this machine's. Throws ValueError
/// where there is no such zone. Called with the GIL; what it returns, from any thread.
UtcOffset clock_of(const RunConfig& config);

/// A reference that any thread may drop.
std::shared_ptr<nb::object> kept(const nb::object& object);

/// Callables of Python as stages; empty where both are None. Called with the GIL.
OwnStages stages_of(const nb::object& detector, const nb::object& classifier);

/// An object of Python with any of open, frame, track and close as a sink.
std::unique_ptr<Sink> sink_of(nb::object object);

}  // namespace mien::python
