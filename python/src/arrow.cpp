/// The Arrow C data interface (https://arrow.apache.org/docs/format/CDataInterface.html), written
/// out: three structs whose layout is the standard's, so that neither pyarrow nor nanoarrow is
/// needed to offer a table to them.

#include <cerrno>
#include <cmath>
#include <cstring>
#include <deque>
#include <memory>

#include "table.h"

namespace mien::python {

namespace {

struct ArrowSchema {
  const char *format, *name, *metadata;
  std::int64_t flags, n_children;
  ArrowSchema **children, *dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length, null_count, offset, n_buffers, n_children;
  const void** buffers;
  ArrowArray **children, *dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
  int (*get_next)(ArrowArrayStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};

const char* format_of(const Column& column) {
  constexpr const char* kFormats[] = {"g", "l", "U"};  // float64, int64, large utf8
  return kFormats[column.index()];
}

/// A share of what it points to, for each of the standard's structs: a consumer may move a column
/// out and release the whole.
template <class Holder, class Struct>
void share(const std::shared_ptr<Holder>& holder, Struct& one) {
  one.private_data = new std::shared_ptr<Holder>(holder);
  one.release = [](Struct* own) {
    for (std::int64_t i = 0; i < own->n_children; ++i)
      if (own->children[i]->release) own->children[i]->release(own->children[i]);
    own->release = nullptr;
    delete static_cast<std::shared_ptr<Holder>*>(own->private_data);
  };
}

/// A schema and those of its columns, which live as long as the table.
struct SchemaHolder {
  std::shared_ptr<const Table> table;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out);

/// An array, and what its buffers point to.
struct ArrayHolder {
  std::shared_ptr<const Table> table;
  std::deque<std::vector<std::int64_t>> offsets;  ///< of 64 bits: texts may be more than 2 GiB
  std::deque<std::string> texts;
  std::deque<std::vector<const void*>> buffers;
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
};

ArrowArray part_of(const Column& column, ArrayHolder& holder) {
  auto& buffers = holder.buffers.emplace_back(std::vector<const void*>{nullptr});
  std::size_t rows = 0;
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column)) {
    rows = texts->size();
    auto& offsets = holder.offsets.emplace_back(std::vector<std::int64_t>{0});
    std::string& all = holder.texts.emplace_back();
    for (const std::string& text : *texts) {
      all += text;
      offsets.push_back(static_cast<std::int64_t>(all.size()));
    }
    buffers.push_back(offsets.data());
    buffers.push_back(all.data());
  } else {
    std::visit(
        [&](const auto& values) {
          rows = values.size();
          buffers.push_back(values.data());
        },
        column);
  }
  return {.length = static_cast<std::int64_t>(rows),
          .null_count = 0,
          .offset = 0,
          .n_buffers = static_cast<std::int64_t>(buffers.size()),
          .n_children = 0,
          .buffers = buffers.data(),
          .children = nullptr,
          .dictionary = nullptr,
          .release = nullptr,
          .private_data = nullptr};
}

struct StreamState {
  std::shared_ptr<const Table> table;
  bool told = false;
};

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  const auto holder = std::make_shared<SchemaHolder>();
  holder->table = static_cast<StreamState*>(stream->private_data)->table;
  for (const auto& [name, column] : holder->table->columns)
    holder->children.push_back({.format = format_of(column),
                                .name = name.c_str(),
                                .metadata = nullptr,
                                .flags = 0,
                                .n_children = 0,
                                .children = nullptr,
                                .dictionary = nullptr,
                                .release = nullptr,
                                .private_data = nullptr});
  for (ArrowSchema& child : holder->children) {
    holder->pointers.push_back(&child);
    share(holder, child);
  }
  *out = {.format = "+s",
          .name = "",
          .metadata = nullptr,
          .flags = 0,
          .n_children = static_cast<std::int64_t>(holder->children.size()),
          .children = holder->pointers.data(),
          .dictionary = nullptr,
          .release = nullptr,
          .private_data = nullptr};
  share(holder, *out);
  return 0;
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  auto& state = *static_cast<StreamState*>(stream->private_data);
  std::memset(out, 0, sizeof *out);
  if (state.told) return 0;  // released: the end
  state.told = true;
  const auto holder = std::make_shared<ArrayHolder>();
  holder->table = state.table;
  for (const auto& [name, column] : state.table->columns)
    holder->children.push_back(part_of(column, *holder));
  for (ArrowArray& child : holder->children) {
    holder->pointers.push_back(&child);
    share(holder, child);
  }
  auto& buffers = holder->buffers.emplace_back(std::vector<const void*>{nullptr});
  *out = {.length = static_cast<std::int64_t>(state.table->rows()),
          .null_count = 0,
          .offset = 0,
          .n_buffers = 1,
          .n_children = static_cast<std::int64_t>(holder->children.size()),
          .buffers = buffers.data(),
          .children = holder->pointers.data(),
          .dictionary = nullptr,
          .release = nullptr,
          .private_data = nullptr};
  share(holder, *out);
  return 0;
}

void release(ArrowArrayStream* stream) {
  delete static_cast<StreamState*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

std::size_t Table::rows() const {
  if (columns.empty()) return 0;
  return std::visit([](const auto& values) { return values.size(); }, columns.front().second);
}

void export_stream(std::shared_ptr<const Table> table, void* stream) {
  *static_cast<ArrowArrayStream*>(stream) = {
      get_schema, get_next, [](ArrowArrayStream*) -> const char* { return nullptr; }, release,
      new StreamState{std::move(table)}};
}

std::size_t stream_size() { return sizeof(ArrowArrayStream); }

void release_stream(void* stream) {
  auto* own = static_cast<ArrowArrayStream*>(stream);
  if (own->release) own->release(own);
}

}  // namespace mien::python
