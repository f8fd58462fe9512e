#include "serve/pages.h"

#include <algorithm>

#include "embedded/serve_assets.h"

namespace mien::serve {

std::span<const Page> pages() {
  static constexpr std::string_view kHtml = "text/html; charset=utf-8";
  static const Page kPages[] = {
      {"/", kHtml, embedded::index_html, "\"1\""},
      {"/rate", kHtml, embedded::index_html, "\"1\""},
  };
  return kPages;
}

const Page* find_page(std::string_view path) {
  const auto found = std::ranges::find(pages(), path, &Page::path);
  return found == pages().end() ? nullptr : &*found;
}

}  // namespace mien::serve
