#pragma once
/// \file The text of a table, whatever a program saved it as.

#include <string>
#include <string_view>

namespace mien::imports {

/// What `encoding` may be.
inline constexpr std::string_view kEncodings[] = {"auto", "utf-8", "utf-16le", "utf-16be",
                                                  "windows-1252"};

/// A file's bytes as UTF-8. Views them where they are that already; they must outlive it.
class TableText {
 public:
  /// `encoding`: one of `kEncodings`. "auto": by its byte order mark, as UTF-16 without one where
  /// nearly every other byte is 0, else as UTF-8, which is not checked here. Throws Error(input,
  /// `file`) for UTF-32 and for what cannot be text, Error(usage) for an unknown encoding.
  TableText(std::string_view bytes, std::string_view encoding, const std::string& file);
  TableText(const TableText&) = delete;
  TableText& operator=(const TableText&) = delete;

  /// Without a byte order mark.
  std::string_view text() const { return text_; }

 private:
  std::string own_;
  std::string_view text_;
};

}  // namespace mien::imports
