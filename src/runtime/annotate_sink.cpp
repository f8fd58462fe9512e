#include "runtime/annotate_sink.h"

#include <map>
#include <set>

#include "mien/error.h"

namespace mien::runtime {

namespace {

namespace fs = std::filesystem;

// A camera's or a file's name with nothing in it that a path could trip over.
std::string file_name(const CameraConfig& camera) {
  std::string name = camera.name == camera.input ? fs::path(camera.input).stem().string()
                                                 : camera.name;
  for (char& c : name)
    if (c == '/' || c == ':' || static_cast<unsigned char>(c) < 0x20) c = '_';
  return name.empty() || name == "." || name == ".." ? "input" : name;
}

class AnnotateSink final : public Sink {
 public:
  AnnotateSink(const RunConfig& config, fs::path folder, const video::AnnotateOptions& options,
               const std::atomic<bool>* stop)
      : config_(config), folder_(std::move(folder)), options_(options), stop_(stop) {}

  void frame(const std::string& input, const FrameResult& result) override {
    results_[input].push_back(result);
  }

  void close(const Summary& summary) override {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error)
      throw Error(ErrorKind::output, folder_.string(), error.message(), "check rights and space");
    std::set<std::string> used;
    for (std::size_t i = 0; i < config_.cameras.size(); ++i) {
      const CameraConfig& camera = config_.cameras[i];
      const bool read = i < summary.inputs.size() && summary.inputs[i].frames_decoded > 0;
      if (!read || camera.input.starts_with("loop:") || camera.input.find("://") != std::string::npos)
        continue;
      std::string name = file_name(camera);
      for (int n = 2; !used.insert(name).second; ++n) name = file_name(camera) + "-" + std::to_string(n);
      video::write_annotated(camera.input, results_[camera.name], folder_ / (name + ".mp4"),
                             options_, summary.interrupted ? nullptr : stop_);
    }
  }

 private:
  const RunConfig& config_;
  fs::path folder_;
  video::AnnotateOptions options_;
  const std::atomic<bool>* stop_;
  std::map<std::string, std::vector<FrameResult>> results_;
};

}  // namespace

std::unique_ptr<Sink> make_annotate_sink(const RunConfig& config, fs::path folder,
                                         const video::AnnotateOptions& options,
                                         const std::atomic<bool>* stop) {
  return std::make_unique<AnnotateSink>(config, std::move(folder), options, stop);
}

}  // namespace mien::runtime
