#include "runtime/annotate_sink.h"

#include <exception>
#include <map>
#include <set>

#include "mien/error.h"

namespace mien::runtime {

namespace {

namespace fs = std::filesystem;

// A camera's or a file's name with nothing in it that a path could trip over.
std::string file_name(const CameraConfig& camera) {
  std::string name =
      camera.name == camera.input ? fs::path(camera.input).stem().string() : camera.name;
  for (char& c : name)
    if (c == '/' || c == ':' || static_cast<unsigned char>(c) < 0x20) c = '_';
  return name.empty() || name == "." || name == ".." ? "input" : name;
}

class AnnotateSink final : public Sink {
 public:
  AnnotateSink(const RunConfig& config, fs::path folder, const video::AnnotateOptions& options,
               const std::atomic<bool>* stop)
      : config_(config), folder_(std::move(folder)), options_(options), stop_(stop) {
    for (const CameraConfig& camera : config.cameras)
      if (!camera.input.starts_with("loop:") && camera.input.find("://") == std::string::npos)
        recorded_.insert(camera.name);
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (recorded_.contains(input)) results_[input].push_back(result);
  }

  void close(const Summary& summary) override {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error)
      throw Error(ErrorKind::output, folder_.string(), error.message(), "check rights and space");
    std::exception_ptr first;
    for (std::size_t i = 0; i < config_.cameras.size(); ++i) {
      const CameraConfig& camera = config_.cameras[i];
      if (!recorded_.contains(camera.name) || summary.inputs[i].frames_decoded == 0) continue;
      try {
        write(camera, summary.interrupted);
      } catch (...) {  // the other copies are still made
        if (!first) first = std::current_exception();
      }
    }
    if (first) std::rethrow_exception(first);
  }

 private:
  // An interrupted run's copy ends where its results do.
  void write(const CameraConfig& camera, bool interrupted) {
    std::string name = file_name(camera);
    for (int n = 2; !used_.insert(name).second; ++n)
      name = file_name(camera) + "-" + std::to_string(n);
    const std::vector<FrameResult>& results = results_[camera.name];
    video::AnnotateOptions options = options_;
    for (const auto& [mask, polygon] : camera.masks) options.masks.push_back(polygon);
    for (const auto& [staff, polygon] : camera.staff) options.masks.push_back(polygon);
    if (interrupted) options.until_s = results.empty() ? 0 : results.back().frame.seconds;
    video::write_annotated(camera.input, results, folder_ / (name + ".mp4"), options,
                           interrupted ? nullptr : stop_);
  }

  const RunConfig& config_;
  fs::path folder_;
  video::AnnotateOptions options_;
  const std::atomic<bool>* stop_;
  std::set<std::string> recorded_;  ///< cameras that can be read again
  std::set<std::string> used_;      ///< file names
  std::map<std::string, std::vector<FrameResult>> results_;
};

}  // namespace

std::unique_ptr<Sink> make_annotate_sink(const RunConfig& config, fs::path folder,
                                         const video::AnnotateOptions& options,
                                         const std::atomic<bool>* stop) {
  return std::make_unique<AnnotateSink>(config, std::move(folder), options, stop);
}

}  // namespace mien::runtime
