#pragma once
#include <string>
#include <string_view>

namespace mien {

/// `text` for the content or a quoted attribute of a page: no sign of it is markup. Not UTF-8:
/// U+FFFD.
std::string escape_html(std::string_view text);

}  // namespace mien
