#include "base/owner_lock.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/file_id.h"
#include "base/one_line.h"
#include "base/time.h"

namespace mien {

namespace {

constexpr std::size_t kLongestOwner = 2000;  // bytes; a command line may be long

std::string owner_words(const std::string& command) {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  return one_line(fmt::format("process {} on {} since {}: {}", ::getpid(), host.data(),
                              rfc3339(wall_now()), command),
                  kLongestOwner) +
         "\n";
}

std::string owner_in(int descriptor) {
  std::array<char, kLongestOwner> text{};
  const ssize_t count = ::pread(descriptor, text.data(), text.size(), 0);
  std::string words(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  words = words.substr(0, words.find('\n'));
  return words.empty() ? "another process" : words;
}

}  // namespace

OwnerLock::OwnerLock(std::filesystem::path file, const std::filesystem::path& what,
                     const std::string& command)
    : file_(std::move(file)), owner_(::getpid()) {
  while (!try_lock(what)) {
  }
  const std::string words = owner_words(command);
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::pwrite(descriptor_, words.data(), words.size(), 0) < 0) {
    // The lock holds; only its owner is not told.
  }
}

// False: its owner removed the file meanwhile, so that it stands for nothing any more.
bool OwnerLock::try_lock(const std::filesystem::path& what) {
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0)
    throw Error(ErrorKind::output, file_.string(),
                "cannot be opened for writing: " + std::generic_category().message(errno),
                "choose an output folder that you may write to");
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(descriptor_, F_SETLK, &lock) != 0 && (errno == EACCES || errno == EAGAIN)) {
    const std::string owner = owner_in(descriptor_);
    ::close(std::exchange(descriptor_, -1));
    throw Error(ErrorKind::output, what.string(), "is being written to by " + owner,
                "wait until it ends, or choose another output");
  }
  const auto own = file_id(descriptor_);
  if (own && own == file_id(file_)) return true;
  ::close(std::exchange(descriptor_, -1));
  return false;
}

OwnerLock::~OwnerLock() {
  if (::getpid() != owner_) return;
  ::unlink(file_.c_str());  // before the lock goes, so that nobody's new file is meant
  ::close(descriptor_);
}

}  // namespace mien
