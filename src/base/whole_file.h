#pragma once
/// \file Files that are whole or absent: a reader sees the old one or the new one, never a part,
/// and after a loss of power one of the two is there.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "mien/error.h"

#include "base/descriptor.h"

namespace mien {

/// Error(output): `file` could not be `done` ("written", "created", …); `number` is errno.
Error output_error(const std::filesystem::path& file, const std::string& done, int number);

/// All of `bytes`, in as many calls as it takes: 0, else errno.
int write_all(int descriptor, std::string_view bytes);

/// Who may do what with a new file.
struct Rights {
  struct Owner {
    uid_t user;
    gid_t group;
  };
  mode_t mode = 0644;
  bool despite_umask = false;
  std::optional<Owner> owner;  ///< where the program may give files away: root alone may
};

/// A new text for a file, kept beside it under a name of its own until `commit`; it goes where that
/// does not come about. All but the destructor throw Error(output), which names `file`.
class WholeFile {
 public:
  explicit WholeFile(std::filesystem::path file, const Rights& rights = {});
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  void write(std::string_view bytes);
  /// On the disk; nothing more can be written. What fails for want of space has failed by now.
  void finish();
  /// Finishes, and takes the file's place, or that of the link of its name.
  void commit();

 private:
  void open(const Rights& rights);

  std::filesystem::path file_;
  std::string part_;  ///< empty: none is there
  Descriptor descriptor_;
};

/// Replaces `file` by `content` in one step. A device or a pipe is written to as it is. Throws
/// Error(output).
void write_whole(const std::filesystem::path& file, std::string_view content,
                 const Rights& rights = {});

}  // namespace mien
