#include "table.h"

#include <cstdlib>

#include <nanobind/stl/shared_ptr.h>

#include "module.h"

namespace mien::python {

namespace {

constexpr char kStream[] = "arrow_array_stream";

/// Views of the table's own memory.
template <class Value>
nb::object array_of(const std::vector<Value>& values, nb::handle owner) {
  return nb::cast(
      nb::ndarray<nb::numpy, const Value, nb::ndim<1>>(values.data(), {values.size()}, owner));
}

nb::object column_of(nb::handle self, const Column& column) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column)) return nb::cast(*texts);
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column))
    return array_of(*whole, self);
  return array_of(std::get<std::vector<double>>(column), self);
}

nb::object stream_of(const std::shared_ptr<Table>& table) {
  void* stream = std::calloc(1, stream_size());
  if (!stream) throw std::bad_alloc();
  export_stream(table, stream);
  return nb::steal(PyCapsule_New(stream, kStream, [](PyObject* capsule) {
    void* own = PyCapsule_GetPointer(capsule, kStream);
    release_stream(own);
    std::free(own);
  }));
}

}  // namespace

void bind_table(nb::module_& module) {
  nb::class_<Table>(module, "Table", "A table by columns. Numbers are NumPy arrays without a copy.")
      .def_prop_ro(
          "names",
          [](const Table& table) {
            std::vector<std::string> names;
            for (const auto& [name, column] : table.columns) names.push_back(name);
            return names;
          },
          "Names of the columns, in order.")
      .def("__len__", &Table::rows)
      .def(
          "__getitem__",
          [](nb::handle self, const std::string& name) -> nb::object {
            for (const auto& [own, column] : nb::cast<const Table&>(self).columns)
              if (own == name) return column_of(self, column);
            throw nb::key_error(name.c_str());
          },
          nb::sig("def __getitem__(self, name: str) -> typing.Any"),
          "A column: a NumPy array of numbers, or a list of texts.")
      .def(
          "to_dict",
          [](nb::handle self) {
            nb::dict all;
            for (const auto& [name, column] : nb::cast<const Table&>(self).columns)
              all[name.c_str()] = column_of(self, column);
            return all;
          },
          nb::sig("def to_dict(self) -> dict[str, typing.Any]"), "Name → column.")
      .def(
          "to_pandas",
          [](nb::handle self) {
            return nb::module_::import_("pandas").attr("DataFrame")(self.attr("to_dict")());
          },
          nb::sig("def to_pandas(self) -> typing.Any"), "A pandas.DataFrame; needs pandas.")
      .def(
          "__arrow_c_stream__",
          [](const std::shared_ptr<Table>& table, nb::object) { return stream_of(table); },
          nb::arg("requested_schema") = nb::none(),
          nb::sig("def __arrow_c_stream__(self, requested_schema: object = None) -> object"),
          "The Arrow PyCapsule interface: pyarrow.table(t), polars.from_arrow(t), nanoarrow …")
      .def("__repr__", [](const Table& table) {
        std::string words = "<mien.Table of " + std::to_string(table.rows()) + " rows:";
        for (const auto& [name, column] : table.columns) words += " " + name;
        return words + ">";
      });
}

}  // namespace mien::python
