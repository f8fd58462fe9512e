#include "study.h"

#include <cstdio>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/temporary_folder.h"
#include "base/url.h"
#include "environment.h"
#include "face/detectors.h"
#include "infer/engine.h"
#include "infer/models.h"
#include "interrupt.h"
#include "outputs.h"
#include "video/video.h"

namespace fs = std::filesystem;

Study::Study(AppContext& context, const std::vector<std::string>& inputs, const std::string& out)
    : context_(context), line_(isatty(STDERR_FILENO) && !context.quiet) {
  if (inputs.empty())
    throw mien::Error(mien::ErrorKind::usage, "INPUT", "there is no input", "name a video file");
  for (const std::string& input : inputs) {
    if (mien::input_kind(input) != mien::InputKind::path)
      throw mien::Error(mien::ErrorKind::usage, mien::masked(input),
                        "a live stream differs each time, so runs on it cannot be compared",
                        "give files, or folders of images");
    try {
      mien::video::open_source(input);
      inputs_.push_back(input);
    } catch (const mien::Error& error) {
      if (inputs.size() == 1) throw;
      fmt::print(stderr, "mien: {}\n", error.what());
      lost_input_ = true;
    }
  }
  if (inputs_.empty())
    throw mien::Error(mien::ErrorKind::input, "INPUT", "none of the inputs can be read");
  catch_hang_up();
  scratch_ = std::make_unique<mien::TemporaryFolder>();
  has_folder_ = !out.empty();
  folder_ = has_folder_ ? fs::path(out) : scratch_->path();
  std::error_code failed;
  fs::create_directories(folder_, failed);
  if (failed)
    throw mien::Error(mien::ErrorKind::output, out,
                      "the folder cannot be created: " + failed.message());
  tools_.measure = mien::bench::make_child_measurer({.program = fs::read_symlink("/proc/self/exe"),
                                                     .environment = environment_map(),
                                                     .models = context.models,
                                                     .scratch = scratch_->path(),
                                                     .stop = context.interrupted});
  if (context.quiet) return;
  if (!isatty(STDERR_FILENO)) {
    write_log();
    return;
  }
  tools_.progress = [this](const std::string& what, double share) { line_.show(share, what); };
}

// For a file or a pipe: a line a phase, and one an approach.
void Study::write_log() {
  tools_.note = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  tools_.progress = [last = std::string()](const std::string& what, double share) mutable {
    const std::string phase = what.substr(0, what.find(','));
    if (phase != last) fmt::print(stderr, "{:3.0f} %  {}\n", share * 100, phase);
    last = phase;
  };
}

Study::~Study() { clear(); }

void Study::clear() { line_.clear(); }

void Study::write(const std::string& name, const std::string& text) const {
  if (has_folder_) write_whole(folder_ / name, text);
}

int Study::exit_code(bool interrupted, bool failed) const {
  if (interrupted || *context_.interrupted) return 130;
  return lost_input_ ? 3 : failed ? 1 : 0;
}

std::vector<std::string> cnn_detectors(const AppContext& context) {
  const mien::infer::ModelStore store(context.models);
  std::vector<std::string> there;
  for (const char* name : {"yunet-n", "retinaface", "centerface"})
    if (store.verify(store.find(name)) == mien::infer::ModelStore::State::ok) there.push_back(name);
  for (const auto& entry : store.entries())
    if (entry.origin.own && !entry.head.empty()) there.push_back(entry.name);
  return there;
}

std::string chosen_detector(const std::string& asked, const AppContext& context) {
  if (!asked.empty() && asked != "auto") return asked;
  return mien::face::choose_detector(mien::infer::ModelStore(context.models)).name;
}

std::vector<std::string> all_detectors(const AppContext& context) {
  auto there = cnn_detectors(context);
  if (there.empty()) there.push_back(chosen_detector("auto", context));
  return there;
}

void check_precision(const char* option, const std::string& word) {
  if (mien::infer::read_precision(word) == mien::Precision::int8)
    throw mien::Error(
        mien::ErrorKind::usage, option,
        "int8 exists only for expression models, and this command reads no expressions",
        "choose f32, bf16 or auto; int8 works with run, serve, density, eval emotion "
        "and eval track");
}

void check_detectors(const std::vector<std::string>& detectors, const std::string& precision,
                     int width, const AppContext& context) {
  const mien::Precision wanted = mien::infer::read_precision(precision);
  const mien::infer::ModelStore store(context.models);
  const auto engine = mien::infer::make_engine(1, {});
  for (const std::string& name : detectors)
    mien::face::load_detector({.name = name, .width = width, .precision = wanted}, *engine, store);
}

std::string reference_detector(const AppContext& context) {
  const mien::infer::ModelStore store(context.models);
  const bool there = store.verify(store.find("centerface")) == mien::infer::ModelStore::State::ok;
  return there ? "centerface" : "retinaface";
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  std::istringstream stream(list);
  for (std::string name; std::getline(stream, name, ',');)
    if (!name.empty()) names.push_back(name);
  if (names.size() == 1 && names.front() == "all") names.clear();
  return names;
}
