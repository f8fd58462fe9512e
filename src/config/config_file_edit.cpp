// A change of the configuration's file: whole or not at all.
#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include "mien/error.h"

#include "config/config_edit.h"
#include "config/config_reader.h"

namespace mien::config {

namespace {

Error refusal(const std::filesystem::path& file, const std::string& what) {
  return {ErrorKind::usage, file.string(), what,
          "let the server's user write the folder, or change the file by hand and reload"};
}

}  // namespace

FileEdit::FileEdit(std::filesystem::path file, std::map<std::string, std::string> environment,
                   std::string name, std::optional<std::string> section)
    : file_(std::move(file)),
      environment_(std::move(environment)),
      name_(std::move(name)),
      section_(std::move(section)) {}

void FileEdit::prepare() {
  std::error_code error;
  if (auto real = std::filesystem::canonical(file_, error); !error) file_ = std::move(real);
  struct stat like {};
  if (::stat(file_.c_str(), &like) != 0)
    throw refusal(file_, "cannot be read: " + std::generic_category().message(errno));
  const EditedText edited = edit_camera(config_text(file_), file_.string(), name_,
                                        section_ ? &*section_ : nullptr, environment_);
  comments_lost_ = edited.comments_lost;
  try {
    pending_.emplace(file_, Rights{.mode = like.st_mode & 07777,
                                   .despite_umask = true,
                                   .owner = Rights::Owner{like.st_uid, like.st_gid}});
    pending_->write(edited.text);
    pending_->finish();
  } catch (const Error& error) {
    throw refusal(file_, error.reason());
  }
}

void FileEdit::commit() {
  try {
    pending_->commit();
  } catch (const Error& error) {
    throw refusal(file_, error.reason());
  }
}

}  // namespace mien::config
