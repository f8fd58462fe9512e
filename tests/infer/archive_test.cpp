#include "infer/archive.h"

#include <memory>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "base/temporary_folder.h"
#include "infer/package.h"
#include "scratch.h"

namespace mien::infer {
namespace {

struct Member {
  std::string name, content;
  std::string link;  // a symbolic link to this, where not empty
};

// What a wheel (zip) or a source distribution (tar.gz) is.
void write_archive(const std::filesystem::path& file, bool zip,
                   const std::vector<Member>& members) {
  const std::unique_ptr<::archive, decltype(&archive_write_free)> writer(archive_write_new(),
                                                                         &archive_write_free);
  if (zip) {
    archive_write_set_format_zip(writer.get());
  } else {
    archive_write_set_format_pax_restricted(writer.get());
    archive_write_add_filter_gzip(writer.get());
  }
  ASSERT_EQ(archive_write_open_filename(writer.get(), file.c_str()), ARCHIVE_OK);
  for (const auto& member : members) {
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              &archive_entry_free);
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_filetype(entry.get(), member.link.empty() ? AE_IFREG : AE_IFLNK);
    if (!member.link.empty()) archive_entry_set_symlink(entry.get(), member.link.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.content.size()));
    ASSERT_EQ(archive_write_header(writer.get(), entry.get()), ARCHIVE_OK);
    archive_write_data(writer.get(), member.content.data(), member.content.size());
  }
  ASSERT_EQ(archive_write_close(writer.get()), ARCHIVE_OK);
}

// Noise, so that a truncated archive loses some of it.
std::string noise(std::size_t size) {
  std::string text(size, 0);
  unsigned state = 1;
  for (auto& c : text) c = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  return text;
}

class Archive : public testing::TestWithParam<bool> {
 protected:
  TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "package";
};

TEST_P(Archive, TakesTheOneMemberAndNoOther) {
  const std::string content = noise(300'000);
  write_archive(file, GetParam(),
                {{"a/x.onnx", "wrong"}, {"a/b/x.onnx", content}, {"x.onnx", "no"}});
  EXPECT_EQ(read_member(file, "a/b/x.onnx", 1 << 20), bytes_of(content));
}

TEST_P(Archive, AMissingMemberIsNamed) {
  write_archive(file, GetParam(), {{"a", "1"}});
  const Error error = error_of([&] { read_member(file, "b.onnx", 100); });
  EXPECT_EQ(error.kind(), ErrorKind::model);
  EXPECT_NE(error.reason().find("b.onnx"), std::string::npos);
}

TEST_P(Archive, AMemberThatClimbsOutWritesNothing) {
  write_archive(file, GetParam(),
                {{"../escaped", "evil"}, {"/tmp/mien-escaped", "evil"}, {"a", "1"}});
  EXPECT_EQ(read_member(file, "a", 100), bytes_of("1"));
  EXPECT_FALSE(std::filesystem::exists(folder.path().parent_path() / "escaped"));
  EXPECT_FALSE(std::filesystem::exists("/tmp/mien-escaped"));
}

TEST_P(Archive, AMemberBeyondTheLimitIsRefused) {
  write_archive(file, GetParam(), {{"a", std::string(5000, 'x')}});
  EXPECT_THROW(read_member(file, "a", 4999), Error);
  EXPECT_EQ(read_member(file, "a", 5000).size(), 5000u);
}

TEST_P(Archive, EveryTruncationIsAnErrorOrTheWholeMember) {
  const std::string content = noise(3000);
  write_archive(file, GetParam(), {{"a", content}});
  const auto whole = *read_file(file, 1 << 20);
  for (std::size_t length = 0; length < whole.size(); length += 97) {
    write_text(file, {reinterpret_cast<const char*>(whole.data()), length});
    try {
      EXPECT_EQ(read_member(file, "a", 1 << 20), bytes_of(content)) << length;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::model);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Forms, Archive, testing::Bool(),
                         [](const auto& form) { return form.param ? "zip" : "tar_gz"; });

TEST(Archive, ALinkIsNotFollowed) {
  const TemporaryFolder folder;
  write_archive(folder.path() / "package", false, {{"model", "", "/etc/passwd"}});
  EXPECT_THROW(read_member(folder.path() / "package", "model", 1 << 20), Error);
}

TEST(Archive, WhatIsNoArchiveIsRefused) {
  const TemporaryFolder folder;
  write_text(folder.path() / "package", "<html>not found</html>");
  EXPECT_THROW(read_member(folder.path() / "package", "a", 100), Error);
  EXPECT_THROW(read_member(folder.path() / "absent", "a", 100), Error);
}

TEST(Package, TakesABytesLiteralOutOfAPythonMember) {
  const TemporaryFolder folder;
  write_archive(folder.path() / "package", true, {{"net/weights.py", R"(WEIGHTS = b'\x08onnx')"}});
  Origin origin;
  origin.package = "net";
  origin.member = "net/weights.py";
  origin.extraction = Extraction::python_bytes;
  origin.variable = "WEIGHTS";
  EXPECT_EQ(take_out(origin, folder.path() / "package"), bytes_of("\x08onnx"));
  origin.variable = "BIASES";
  EXPECT_EQ(error_of([&] { take_out(origin, folder.path() / "package"); }).kind(),
            ErrorKind::model);
}

}  // namespace
}  // namespace mien::infer
