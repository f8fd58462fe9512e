// The examples of the API's page: each is run as it stands there, and does what it promises.
#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "serve/hub_office.h"
#include "service_fixture.h"

namespace mien::serve {
namespace {

using Operations = nlohmann::ordered_json;

Operations document() {
  std::ifstream file(MIEN_SOURCE_DIR "/src/serve/openapi.json");
  return Operations::parse(file);
}

/// A hub that proposes nothing and takes every answer.
class AnyHub : public HubOffice {
 public:
  http::Response answer_proposals(Api&, const http::Request&) override {
    return {.body = R"({"hub": true, "proposals": []})"};
  }
  http::Response answer_proposal(Api&, const http::Request&) override {
    return {.body = R"({"state": "accepted", "hub_told": true})"};
  }
};

class ApiExamples : public ServiceTest {
 protected:
  /// The store that the examples speak of.
  void open_store() {
    with_tokens();
    RunConfig& config = options_.config;
    config.cameras = {{.name = "aisle-3", .input = "rtsp://10.0.0.5/main", .content = "cereal"}};
    config.contents = {{"cereal", {"Cereal"}}, {"soup", {"Soup"}}};
    options_.read_config = [config] {
      RunConfig read = config;
      read.sections = {"cameras", "contents"};
      return read;
    };
    options_.hub = &hub_;
    start();
  }

  /// The status of its last request. Runs in the test's folder.
  int run(std::string command) {
    const std::string from = "http://localhost:8642";
    for (std::size_t at; (at = command.find(from)) != std::string::npos;)
      command.replace(at, from.size(), "http://127.0.0.1:" + std::to_string(port()));
    const std::size_t curl = command.find("curl ");
    command.insert(curl + 5, "-s -o answer --max-time 2 -w '%{http_code}' ");
    const std::string tokens = std::string("READ=") + kRead + " RATE=" + kRate + " ADMIN=" + kAdmin;
    const std::string whole = "cd " + folder_.string() + " && export " + tokens + " && " + command;
    FILE* pipe = popen(whole.c_str(), "r");
    if (!pipe) return 0;
    std::array<char, 64> said{};
    const std::size_t size = fread(said.data(), 1, said.size() - 1, pipe);
    pclose(pipe);
    return std::atoi(std::string(said.data(), size).c_str());
  }

 private:
  AnyHub hub_;
};

// A file that the example names with -o comes after ours, so the answer is in it: the status alone
// is looked at.
TEST_F(ApiExamples, EachRouteHasOneThatWorks) {
  if (std::system("curl --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "curl is not installed";
  open_store();
  const Operations whole = document();
  for (const auto& [path, methods] : whole["paths"].items())
    for (const auto& [method, operation] : methods.items()) {
      const std::string command = operation.value("x-example", "");
      ASSERT_NE(command.find("curl "), std::string::npos) << method << " " << path;
      const int status = run(command);
      EXPECT_TRUE(status == 200 || status == 201 || status == 204)
          << status << " of " << method << " " << path << ": " << command;
      EXPECT_TRUE(operation["responses"].contains(std::to_string(status))) << command;
    }
}

}  // namespace
}  // namespace mien::serve
