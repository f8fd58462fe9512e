#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include <gtest/gtest.h>

#include "http/route.h"
#include "serve/routes.h"

namespace mien::serve {

using namespace http;

namespace {

nlohmann::json document() {
  std::ifstream file(MIEN_SOURCE_DIR "/src/serve/openapi.json");
  return nlohmann::json::parse(file);
}

const char* scope_name(Scope scope) {
  switch (scope) {
    case Scope::none:
      return "none";
    case Scope::any:
      return "any";
    case Scope::rate:
      return "rate";
    case Scope::read:
      return "read";
    default:
      return "admin";
  }
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

void collect(const nlohmann::json& node, std::set<std::string>& references) {
  if (node.is_object() && node.contains("$ref")) references.insert(node["$ref"]);
  if (node.is_structured())
    for (const auto& child : node) collect(child, references);
}

}  // namespace

// A client that is written from the document finds each route, with the scope it says; and no
// other.
TEST(OpenApi, SaysWhatTheTableSays) {
  const auto paths = document()["paths"];
  std::size_t operations = 0;
  for (const auto& [path, methods] : paths.items()) operations += methods.size();
  EXPECT_EQ(operations, routes().size());
  for (const Route& route : routes()) {
    std::string path(route.pattern);
    if (const auto dots = path.find("..."); dots != std::string::npos) path.erase(dots, 3);
    ASSERT_TRUE(paths.contains(path)) << path;
    const std::string method = lower(name_of(route.method));
    ASSERT_TRUE(paths[path].contains(method)) << method << " " << path;
    const auto& operation = paths[path][method];
    EXPECT_EQ(operation["x-scope"], scope_name(route.scope)) << path;
    EXPECT_EQ(operation["security"].empty(), route.scope == Scope::none) << path;
    const bool takes_json = operation.contains("requestBody") &&
                            operation["requestBody"]["content"].contains("application/json");
    const bool takes_csv = operation.contains("requestBody") &&
                           operation["requestBody"]["content"].contains("text/csv");
    EXPECT_EQ(takes_json, route.body == Body::json) << path;
    EXPECT_EQ(takes_csv, route.body == Body::csv) << path;
  }
}

TEST(OpenApi, EveryReferenceLeadsSomewhere) {
  const auto whole = document();
  std::set<std::string> references;
  collect(whole, references);
  EXPECT_GT(references.size(), 10u);
  for (const std::string& reference : references)
    EXPECT_TRUE(whole.contains(nlohmann::json::json_pointer(reference.substr(1)))) << reference;
}

TEST(OpenApi, OperationsHaveNamesOfTheirOwn) {
  std::set<std::string> names;
  const auto paths = document()["paths"];
  for (const auto& methods : paths)
    for (const auto& operation : methods)
      EXPECT_TRUE(names.insert(operation["operationId"]).second) << operation["operationId"];
}

}  // namespace mien::serve
