#pragma once
/// \file A table by columns, as NumPy arrays and as an Arrow stream.

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mien::python {

using Column =
    std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

/// Columns of equal length. NaN stands for what is not known.
struct Table {
  std::vector<std::pair<std::string, Column>> columns;

  std::size_t rows() const;
};

/// Fills `stream`, an ArrowArrayStream of the Arrow C stream interface, which shares the table.
void export_stream(std::shared_ptr<const Table> table, void* stream);
/// Bytes of an ArrowArrayStream, and how to end one that nobody took.
std::size_t stream_size();
void release_stream(void* stream);

}  // namespace mien::python
