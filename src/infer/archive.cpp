#include "infer/archive.h"

#include <algorithm>
#include <memory>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "mien/error.h"

namespace mien::infer {

namespace {

struct Closer {
  void operator()(::archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<::archive, Closer>;

constexpr std::size_t kChunk = 64 << 10;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorKind::model, file.filename().string(), what, "fetch the package again");
}

[[noreturn]] void fail_damaged(const std::filesystem::path& file, ::archive* reader) {
  const char* words = archive_error_string(reader);
  fail(file, fmt::format("damaged archive: {}", words == nullptr ? "no details" : words));
}

Reader open(const std::filesystem::path& file) {
  Reader reader(archive_read_new());
  if (!reader) fail(file, "out of memory");
  archive_read_support_format_zip(reader.get());
  archive_read_support_format_tar(reader.get());
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_filter_bzip2(reader.get());
  archive_read_support_filter_xz(reader.get());
  if (archive_read_open_filename(reader.get(), file.c_str(), kChunk) != ARCHIVE_OK)
    fail_damaged(file, reader.get());
  return reader;
}

Bytes read_data(const std::filesystem::path& file, ::archive* reader, archive_entry* entry,
                std::size_t limit) {
  const std::string too_large =
      fmt::format("{} is larger than {} bytes", archive_entry_pathname(entry), limit);
  const la_int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
  if (size > 0 && static_cast<std::uint64_t>(size) > limit) fail(file, too_large);
  Bytes bytes;
  while (true) {
    const std::size_t filled = bytes.size();
    bytes.resize(filled + kChunk);
    const la_ssize_t count = archive_read_data(reader, bytes.data() + filled, kChunk);
    if (count < 0) fail_damaged(file, reader);
    bytes.resize(filled + static_cast<std::size_t>(count));
    if (bytes.size() > limit) fail(file, too_large);
    if (count == 0) break;
  }
  if (archive_entry_size_is_set(entry) && bytes.size() != static_cast<std::uint64_t>(size))
    fail(file, "damaged archive: a file is shorter than its entry says");
  return bytes;
}

}  // namespace

Bytes read_member(const std::filesystem::path& archive, const std::string& member,
                  std::size_t limit) {
  const Reader reader = open(archive);
  while (true) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail_damaged(archive, reader.get());
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || name != member) continue;
    // A link's hard-link target counts as a file of size 0 to libarchive.
    if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr)
      fail(archive, member + " is not a regular file");
    return read_data(archive, reader.get(), entry, limit);
  }
  fail(archive, "contains no file " + member);
}

}  // namespace mien::infer
