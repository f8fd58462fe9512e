// What a recording shows, every frame inferred by a detector of your choice: one_file CLIP
// [DETECTOR]
#include <cstdio>

#include "mien/error.h"
#include "mien/pipeline.h"

#include "models_here.h"

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::fprintf(stderr, "usage: one_file CLIP [DETECTOR]\n");
    return 2;
  }
  mien::RunConfig config;
  config.cameras.push_back({.name = "clip", .input = argv[1]});
  config.detect_fps = 0;
  if (argc > 2) config.detector = argv[2];

  const mien::Summary summary =
      mien::run(config, models_here(), {}, {.progress = [](const mien::Progress& progress) {
                  std::fprintf(stderr, "\r%lld frames, %.0f fps",
                               static_cast<long long>(progress.frames), progress.fps);
                }});
  std::fprintf(stderr, "\n");
  const mien::InputSummary& clip = summary.inputs[0];
  if (clip.error) {
    std::fprintf(stderr, "%s\n", clip.error->c_str());
    return 3;
  }
  std::printf("%lld frames, %lld tracks\n",
              static_cast<long long>(clip.frames_decoded + clip.frames_skipped),
              static_cast<long long>(clip.tracks));
  for (std::size_t i = 0; i < clip.emotions.size(); ++i)
    std::printf("%-10s %5.1f %%\n",
                std::string(mien::name_of(static_cast<mien::Emotion>(i))).c_str(),
                clip.emotions[i] * 100);
  return 0;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
