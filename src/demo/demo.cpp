#include "demo/demo.h"

#include <string>
#include <vector>

#include "mien/error.h"

#include "base/database_name.h"
#include "infer/models.h"

namespace mien::demo {

namespace {

struct DemoCamera {
  const char *name, *clip, *content;
};

// Each content has a camera where people come and go, and one where somebody stays.
constexpr DemoCamera kDemoCameras[] = {
    {"entrance", "clip-noface-face", "spring-poster"},
    {"aisle", "clip-single-face", "spring-poster"},
    {"shelf", "clip-wolfgang-langer", "cereal-shelf"},
    {"till", "clip-face-noface", "cereal-shelf"},
};

}  // namespace

RunConfig demo_config(const ModelStorePaths& models, const std::filesystem::path& folder) {
  const infer::ModelStore store(models);
  RunConfig config;
  std::vector<const infer::ModelEntry*> clips;
  for (const DemoCamera& camera : kDemoCameras) clips.push_back(&store.find(camera.clip));
  store.fetch_missing(clips);
  std::string missing;
  for (const DemoCamera& camera : kDemoCameras) {
    const infer::ModelEntry& clip = store.find(camera.clip);
    if (store.verify(clip) != infer::ModelStore::State::ok) {
      missing += " " + clip.name;
      continue;
    }
    config.cameras.push_back({.name = camera.name,
                              .input = "loop:" + store.path_of(clip).string(),
                              .content = camera.content});
  }
  if (!missing.empty())
    throw Error(ErrorKind::model, "the demo's clips", "not in the model cache:" + missing,
                "fetch them with: mien models pull" + missing);
  config.contents["spring-poster"].title = "Spring poster";
  config.contents["cereal-shelf"].title = "Cereal shelf";
  config.audience.min_audience = 1;
  config.sqlite = (folder / kDatabaseName).string();
  return config;
}

}  // namespace mien::demo
