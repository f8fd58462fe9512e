// A sink of your own beside none of mien's: rings a bell when somebody smiles. own_sink CLIP…
#include <cstdio>
#include <map>

#include "mien/error.h"
#include "mien/pipeline.h"

#include "models_here.h"

namespace {

// Called in stream order per input, by one thread at a time: no lock is needed.
class SmileBell : public mien::Sink {
 public:
  void frame(const std::string& input, const mien::FrameResult& result) override {
    for (const mien::Face& face : result.faces) {
      const bool smiles = face.expression.label == mien::Emotion::happiness;
      bool& before = smiling_[input][face.track];
      if (smiles && !before)
        std::printf("%s: person %lld smiles at %.1f s\n", input.c_str(),
                    static_cast<long long>(face.track), result.frame.seconds);
      before = smiles;
    }
  }
  void track(const std::string& input, const mien::Track& ended) override {
    smiling_[input].erase(ended.id);  // ids are short-lived; so is what we know of them
  }

 private:
  std::map<std::string, std::map<std::int64_t, bool>> smiling_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::fprintf(stderr, "usage: own_sink CLIP...\n");
    return 2;
  }
  mien::RunConfig config;
  for (int i = 1; i < argc; ++i) config.cameras.push_back({.name = argv[i], .input = argv[i]});
  std::vector<std::unique_ptr<mien::Sink>> sinks;
  sinks.push_back(std::make_unique<SmileBell>());
  const mien::Summary summary = mien::run(config, models_here(), sinks);
  int code = 0;
  for (const mien::InputSummary& clip : summary.inputs) {  // one that cannot be read stops no other
    if (!clip.error) continue;
    std::fprintf(stderr, "%s\n", clip.error->c_str());
    code = 3;
  }
  return code;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
