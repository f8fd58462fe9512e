// What the table of answers promises elsewhere.
#include "serve/routes.h"

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "config/limits.h"

namespace mien::serve {
namespace {

TEST(Routes, NoContentCanBeCalledAsAFixedPartOfAnAddress) {
  constexpr std::string_view kAbove = "/api/v1/contents/";
  std::set<std::string_view> fixed;
  for (const http::Route& route : routes())
    if (route.pattern.starts_with(kAbove) && route.pattern[kAbove.size()] != '{')
      fixed.insert(route.pattern.substr(kAbove.size()));
  EXPECT_EQ(fixed, std::set<std::string_view>(config::kTakenByTheApi.begin(),
                                              config::kTakenByTheApi.end()));
}

TEST(Routes, TheDocumentationNamesWhatNeedsNoToken) {
  std::ifstream file(MIEN_SOURCE_DIR "/docs/serve.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = text.find("As soon as a token is configured");
  ASSERT_NE(begin, std::string::npos);
  const std::string part = text.substr(begin, text.find("```", begin) - begin);
  std::set<std::string> named;
  for (std::size_t at = 0; (at = part.find("`/", at)) != std::string::npos; ++at)
    named.insert(part.substr(at + 1, part.find('`', at + 1) - at - 1));
  std::set<std::string> open;
  for (const http::Route& route : routes())
    if (route.scope == http::Scope::none) open.emplace(route.pattern);
  EXPECT_EQ(named, open);
}

}  // namespace
}  // namespace mien::serve
