// What an analyst may ask for by name, what a kiosk is told of one that is none, and a camera that
// is changed without its address.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "service_fixture.h"

namespace mien::serve {
namespace {

using nlohmann::json;

class NamesTest : public ServiceTest {
 protected:
  std::string admin() const { return std::string(kJsonType) + bearer(kAdmin); }
  std::string input_of(const std::string& name) {
    std::lock_guard lock(store_->mutex);
    for (const CameraConfig& camera : store_->config.cameras)
      if (camera.name == name) return camera.input + " " + camera.detect_input;
    return "none";
  }
};

TEST_F(NamesTest, AnUnknownContentOrCameraIsNotFoundAndThoseThereAreAreNamed) {
  start();
  for (const char* path : {"/api/v1/figures?content=nope", "/api/v1/timeline?content=nope",
                           "/api/v1/relation?content=nope", "/api/v1/contents/nope"}) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 404) << path;
    EXPECT_TRUE(answer.has("one of: shelf")) << answer.body;
  }
  for (const char* path : {"/api/v1/ranking?camera=nope", "/api/v1/contents/figures?camera=nope"})
    EXPECT_TRUE(get(path).has("one of: aisle, door")) << path;
  EXPECT_EQ(get("/api/v1/figures?content=shelf&camera=aisle").status, 200);
}

TEST_F(NamesTest, TheKiosksPageOfNoContentIsA404ThatAKioskCanListContentsOn) {
  with_tokens();
  start();
  const Answer page = get("/rate/nope");
  EXPECT_EQ(page.status, 404);
  EXPECT_TRUE(page.has("text/html")) << page.header;
  EXPECT_FALSE(page.has("ETag"));
  EXPECT_EQ(get("/rate/shelf").status, 200);
  EXPECT_EQ(get("/api/v1/contents").status, 401);
  const json contents = json::parse(get("/api/v1/contents", bearer(kRate)).body)["contents"];
  ASSERT_EQ(contents.size(), 1u);
  EXPECT_EQ(contents[0], (json{{"name", "shelf"}, {"title", "Shelf of cereals"}}));
  EXPECT_TRUE(get("/api/v1/contents", bearer(kRead)).has("cameras"));
}

TEST_F(NamesTest, ACameraKeepsItsAddressesWhereNoneIsSent) {
  with_tokens();
  options_.config.cameras[0].detect_input = "rtsp://user:secret@camera/2";
  start();
  const Answer told = get("/api/v1/cameras/aisle", bearer(kAdmin));
  EXPECT_FALSE(told.has("secret")) << told.body;
  json section = json::parse(told.body)["section"];
  EXPECT_EQ(section["content"], "shelf");
  section["masks"] = {{"door", {{0.8, 0}, {1, 0}, {1, 1}}}};
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/aisle", admin(), section.dump()).status, 200);
  EXPECT_EQ(input_of("aisle"), "rtsp://user:secret@camera/1 rtsp://user:secret@camera/2");
  EXPECT_EQ(store_->config.cameras[0].masks.size(), 1u);
  EXPECT_FALSE(store_->config.cameras[0].by_api);
  // One that the file alone may name stays, too; a new address is checked as ever.
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/door", admin(), R"({"content": "shelf"})").status, 200);
  EXPECT_EQ(input_of("door"), "loop:clip.mp4 ");
  EXPECT_EQ(ask("PUT", "/api/v1/cameras/door", admin(), R"({"input": "loop:clip.mp4"})").status,
            422);
  const Answer half =
      ask("PUT", "/api/v1/cameras/aisle", admin(), R"({"detect": {"input": "rtsp://cam/2"}})");
  EXPECT_EQ(half.status, 422);
  EXPECT_TRUE(half.has("send input too")) << half.body;
  EXPECT_FALSE(json::parse(get("/api/v1/cameras/aisle", bearer(kRead)).body).contains("section"));
}

TEST_F(NamesTest, KeptInTheFileASecretStaysAName) {
  with_tokens();
  const auto file = folder_ / "mien.yaml";
  std::ofstream(file) << "cameras:\n  aisle:\n    input: \"rtsp://user:{MIEN_CAM}@camera/1\"\n"
                         "    content: shelf\ncontents: { shelf: { title: Shelf of cereals } }\n";
  options_.config_file = file.string();
  options_.environment = {{"MIEN_CAM", "secret"}};
  start();
  const Answer answer =
      ask("PUT", "/api/v1/cameras/aisle?save=true", admin(), R"({"detect": {"fps": 3}})");
  EXPECT_EQ(answer.status, 200) << answer.body;
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_NE(text.str().find("{MIEN_CAM}"), std::string::npos) << text.str();
  EXPECT_EQ(text.str().find("secret"), std::string::npos) << text.str();
  EXPECT_NE(text.str().find("3"), std::string::npos);
  EXPECT_EQ(input_of("aisle"), "rtsp://user:secret@camera/1 ");
}

}  // namespace
}  // namespace mien::serve
