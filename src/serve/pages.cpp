#include "serve/pages.h"

#include <algorithm>

namespace mien::serve {

const Page* find_page(std::string_view path) {
  const auto found = std::ranges::find(embedded::live_pages, path, &Page::path);
  return found == embedded::live_pages.end() ? nullptr : &*found;
}

}  // namespace mien::serve
