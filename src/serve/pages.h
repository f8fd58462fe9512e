#pragma once
/// \file The pages and what they load (web/live), as they are in the program.

#include <string_view>

#include "embedded/live_pages.h"

namespace mien::serve {

using Page = embedded::SiteFile;

/// By its path in the site ("index.html", "assets/app.js"); null where there is none.
const Page* find_page(std::string_view path);

}  // namespace mien::serve
