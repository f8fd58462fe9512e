/// The Python module mien._mien; what users see is python/src/mien/__init__.py.

#include "module.h"

#include <chrono>

#include "mien/error.h"
#include "mien/version.h"

namespace mien::python {

std::map<std::string, std::string> environment_here() {
  std::map<std::string, std::string> all;
  const nb::object variables = nb::module_::import_("os").attr("environb");
  for (nb::handle each : nb::list(variables.attr("items")())) {
    const auto [name, value] = nb::cast<std::pair<nb::bytes, nb::bytes>>(each);
    all.emplace(std::string(name.c_str(), name.size()), std::string(value.c_str(), value.size()));
  }
  return all;
}

ModelStorePaths models_here(bool offline) {
  Environment environment;
  const auto all = environment_here();
  for (const char* name : {"MIEN_MANIFEST", "MIEN_MODELS_DIR", "MIEN_OWN_MODELS", "XDG_CACHE_HOME",
                           "XDG_DATA_HOME", "HOME"})
    if (const auto found = all.find(name); found != all.end()) environment.insert(*found);
  ModelStorePaths paths = default_models(environment);
  if (!offline)
    paths.fetching = [](const std::string& words) {
      const nb::gil_scoped_acquire held;
      nb::module_::import_("sys").attr("stderr").attr("write")(text_of("mien: " + words + "\n"));
    };
  return paths;
}

std::shared_ptr<nb::object> kept(const nb::object& object) {
  return {new nb::object(object), [](nb::object* own) {
            const nb::gil_scoped_acquire held;
            delete own;
          }};
}

nb::str escaped_of(const std::string& name) {
  PyObject* text =
      PyUnicode_DecodeUTF8(name.data(), static_cast<Py_ssize_t>(name.size()), "surrogateescape");
  if (!text) throw nb::python_error();
  return nb::steal<nb::str>(text);
}

std::string bytes_of(const nb::str& name) {
  PyObject* bytes = PyUnicode_AsEncodedString(name.ptr(), "utf-8", "surrogateescape");
  if (!bytes) throw nb::python_error();
  const auto own = nb::steal<nb::bytes>(bytes);
  return {own.c_str(), own.size()};
}

nb::str text_of(const std::string& words) {
  constexpr Py_UCS4 kUnknown = 0xfffd;
  nb::str text = escaped_of(words);  // nobody else's, so that it may be changed
  for (Py_ssize_t i = PyUnicode_GetLength(text.ptr()); i-- > 0;)
    if (Py_UNICODE_IS_SURROGATE(PyUnicode_ReadChar(text.ptr(), i)) &&
        PyUnicode_WriteChar(text.ptr(), i, kUnknown) != 0)
      throw nb::python_error();
  return text;
}

void log_words(const std::string& words) {
  const nb::gil_scoped_acquire held;
  const WithinCall within;
  try {
    nb::module_::import_("logging").attr("getLogger")("mien").attr("warning")("%s", text_of(words));
  } catch (nb::python_error& error) {
    error.discard_as_unraisable("mien's words");
  }
}

UtcOffset clock_of(const RunConfig& config) {
  const nb::module_ clock = nb::module_::import_("mien._clock");
  const auto offset = kept(clock.attr("offset_of")(config.audience.time_zone));
  return [offset](WallTime time) {
    const nb::gil_scoped_acquire held;
    const double seconds = static_cast<double>(time.time_since_epoch().count()) / 1e3;
    return std::chrono::minutes(nb::cast<int>((*offset)(seconds)));
  };
}

/// mien.Error and its kinds are classes of Python (mien/_outcomes.py).
void bind_outcomes(nb::module_&) {
  nb::register_exception_translator([](const std::exception_ptr& why, void*) {
    try {
      std::rethrow_exception(why);
    } catch (const Error& error) {
      constexpr const char* kKinds[] = {"UsageError", "InputError", "ModelError", "OutputError",
                                        "Error"};
      const nb::object kind = nb::module_::import_("mien._outcomes")
                                  .attr(kKinds[static_cast<std::size_t>(error.kind())]);
      const nb::object made = kind(text_of(error.what()), text_of(error.where()),
                                   text_of(error.reason()), text_of(error.remedy()));
      PyErr_SetObject(kind.ptr(), made.ptr());
    }
  });
}

}  // namespace mien::python

NB_MODULE(_mien, module) {
  using namespace mien::python;
  nb::set_leak_warnings(false);  // a stage that holds who it works for is a cycle that nobody sees
  module.attr("version") = mien::kVersion;
  bind_outcomes(module);
  bind_alive(module);
  bind_table(module);
  bind_values(module);
  bind_analyzer(module);
  bind_run(module);
  bind_live(module);
  bind_audience(module);
}
