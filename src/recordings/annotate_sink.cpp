#include "recordings/annotate_sink.h"

#include <exception>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/text.h"
#include "base/whole_file.h"
#include "chain/face_searcher.h"
#include "chain/run_info.h"
#include "drawing/annotated.h"
#include "recordings/approaches/approaches.h"
#include "recordings/run_summary.h"

namespace mien::recordings {

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
  AnnotateSink(const RunConfig& config, AnnotateSinkOptions options)
      : config_(config),
        options_(std::move(options)),
        files_(annotated_files(config, options_.folder)) {
    for (const CameraConfig& camera : config.cameras)
      if (!chain::is_live(camera)) recorded_.insert(camera.name);
  }

  // A run that is stopped leaves no copy, rather than another run's, which may show faces.
  void open(const RunInfo&) override {
    for (const fs::path& file : files_) {
      std::error_code error;
      if (!file.empty() && fs::is_regular_file(file, error) && !fs::remove(file, error) && error)
        throw output_error(file, "replaced", error.value());
    }
  }

  void frame(const std::string& input, const FrameResult& result) override {
    if (recorded_.contains(input)) results_[input].push_back(result);
  }

  void conclude(Summary& summary) override {
    std::vector<std::size_t> due;
    for (std::size_t i = 0; i < config_.cameras.size(); ++i)
      if (!files_[i].empty() && summary.inputs[i].frames_decoded > 0) due.push_back(i);
    if (summary.interrupted || (options_.stop && *options_.stop)) return tell(std::ssize(due));
    try {
      make_folder();
      if (options_.blur) load_detector(summary.run.detector.name);
    } catch (...) {
      failure_ = std::current_exception();
      return;
    }
    std::int64_t missing = 0;
    for (const std::size_t i : due) {
      try {
        const drawing::AnnotatedCopy copy = write(i);
        missing += !copy.written;
        summary.inputs[i].frames_covered = copy.covered;
        summary.total.frames_covered += copy.covered;
      } catch (...) {  // the other copies are still made
        if (!failure_) failure_ = std::current_exception();
      }
    }
    tell(missing);
  }

  void close(const Summary&) override {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void make_folder() const {
    std::error_code error;
    fs::create_directories(options_.folder, error);
    if (error) throw output_error(options_.folder, "created", error.value());
  }

  // The one that the run had, where it was left to choose.
  void load_detector(const std::string& name) {
    RunConfig as_run = config_;
    as_run.detector = name;
    searcher_.emplace(resolved(std::move(as_run)), options_.models);
  }

  void tell(std::int64_t missing) const {
    if (missing == 0 || !options_.log) return;
    const std::string what = missing == 1 ? "copy" : "copies of " + counted(missing, "input");
    options_.log("annotated " + what + ": not written, interrupted");
  }

  drawing::AnnotatedCopy write(std::size_t input) {
    const CameraConfig& camera = config_.cameras[input];
    const std::vector<FrameResult>& results = results_[camera.name];
    drawing::AnnotateOptions options{.blur = options_.blur};
    options.smiles = config_.expressions == Expressions::smile;
    for (const auto& [mask, polygon] : camera.masks) options.masks.push_back(polygon);
    for (const auto& [staff, polygon] : camera.staff) options.masks.push_back(polygon);
    if (searcher_) {
      options.search = searcher_->of(input);
      options.look_fps = detection_rate(config_, camera);
    }
    return drawing::write_annotated(camera.input, results, files_[input], options, options_.stop);
  }

  const RunConfig& config_;
  const AnnotateSinkOptions options_;
  const std::vector<fs::path> files_;
  std::set<std::string> recorded_;  ///< cameras that can be read again
  std::map<std::string, std::vector<FrameResult>> results_;
  std::optional<chain::FaceSearcher> searcher_;
  std::exception_ptr failure_;
};

}  // namespace

std::vector<fs::path> annotated_files(const RunConfig& config, const fs::path& folder) {
  std::vector<fs::path> files;
  std::set<std::string> used;
  for (const CameraConfig& camera : config.cameras) {
    if (chain::is_live(camera)) {
      files.emplace_back();
      continue;
    }
    std::string name = file_name(camera);
    for (int n = 2; !used.insert(name).second; ++n)
      name = file_name(camera) + "-" + std::to_string(n);
    files.push_back(folder / (name + ".mp4"));
  }
  return files;
}

std::unique_ptr<Sink> make_annotate_sink(const RunConfig& config, AnnotateSinkOptions options) {
  return std::make_unique<AnnotateSink>(config, std::move(options));
}

}  // namespace mien::recordings
