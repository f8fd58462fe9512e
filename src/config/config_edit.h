#pragma once
/// \file A camera's section in the text of the configuration: set or removed, and all else as it
/// was.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "mien/config.h"

#include "base/whole_file.h"
#include "config/kept_edit.h"

namespace mien::config {

struct EditedText {
  std::string text;
  int comments_lost = 0;  ///< lines with comments within what was rewritten
};

/// `text` with the section of camera `name` replaced or added (`section`: JSON or YAML) or removed
/// (nullptr). Lines of other cameras and sections stay as they are, where the file is written as
/// the guide shows; where `cameras` is in braces the whole section is rewritten. The result is read
/// again and compared: nothing but the camera differs. A section without `input` keeps the
/// addresses that the file has. Throws Error(usage) where that cannot be done, or where `text` is
/// not valid. Pure.
EditedText edit_camera(const std::string& text, const std::string& file, const std::string& name,
                       const std::string* section,
                       const std::map<std::string, std::string>& environment);

/// That edit on a file: beside it, then in its place; rights and owner stay, a link stays a link.
class FileEdit : public KeptEdit {
 public:
  /// As edit_camera; reads the file when it is prepared.
  FileEdit(std::filesystem::path file, std::map<std::string, std::string> environment,
           std::string name, std::optional<std::string> section);
  void prepare() override;
  void commit() override;
  int comments_lost() const { return comments_lost_; }

 private:
  std::filesystem::path file_;
  const std::map<std::string, std::string> environment_;
  const std::string name_;
  const std::optional<std::string> section_;
  std::optional<WholeFile> pending_;
  int comments_lost_ = 0;
};

}  // namespace mien::config
