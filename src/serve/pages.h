#pragma once
/// \file The pages and what they load, as they are in the program.

#include <span>
#include <string_view>

namespace mien::serve {

struct Page {
  std::string_view path;  ///< "/", "/rate" (the kiosk, whatever its content), "/assets/…"
  std::string_view content_type;
  std::string_view bytes;
  std::string_view etag;  ///< with its quotes
};

std::span<const Page> pages();
/// Null where there is none.
const Page* find_page(std::string_view path);

}  // namespace mien::serve
