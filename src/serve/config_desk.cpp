#include "serve/config_desk.h"

#include <set>

#include "mien/error.h"

#include "config/cameras.h"
#include "http/http.h"
#include "stays/schedule.h"

namespace mien::serve {

ConfigDesk::ConfigDesk(RunConfig config)
    : file_(config), config_(std::make_shared<const RunConfig>(std::move(config))) {}

std::shared_ptr<const RunConfig> ConfigDesk::now() const {
  std::lock_guard lock(mutex_);
  return config_;
}

void ConfigDesk::open(live::Cameras* cameras, Prepare prepare, Prepare applied) {
  std::lock_guard lock(changing_);
  cameras_ = cameras;
  prepare_ = std::move(prepare);
  applied_ = std::move(applied);
}

void ConfigDesk::close() {
  std::lock_guard lock(changing_);
  cameras_ = nullptr;
  prepare_ = {};  // what they hold may go before this desk
  applied_ = {};
}

void ConfigDesk::set_running(std::function<RunConfig(const RunConfig&)> running) {
  running_ = std::move(running);
}

// Before the cameras are open nothing is to be done: whoever opens them asks again.
void ConfigDesk::refresh() {
  std::lock_guard lock(changing_);
  if (!cameras_) return;
  const auto config = now();
  cameras_->apply(running_(*config));
  applied_(*config);
}

void ConfigDesk::check_open() const {
  if (!cameras_)
    throw http::Refusal{503,
                        "cameras",
                        "the server is still starting",
                        "try again in a moment",
                        {{"Retry-After", "2"}}};
}

void ConfigDesk::apply(RunConfig next) {
  check_open();
  prepare_(next);
  cameras_->apply(running_(next));
  auto shared = std::make_shared<const RunConfig>(std::move(next));
  {
    std::lock_guard lock(mutex_);
    config_ = shared;
  }
  applied_(*shared);
}

ReloadPlan ConfigDesk::plan(const RunConfig& read) const {
  std::lock_guard lock(changing_);
  check_open();
  return plan_reload(*now(), file_, read);
}

Change ConfigDesk::reload(RunConfig read) {
  std::lock_guard lock(changing_);
  ReloadPlan plan = plan_reload(*now(), file_, read);
  if (!plan.refusal.empty())
    throw Error(ErrorKind::usage, "the configuration",
                plan.refusal + "; the running configuration was kept",
                "correct the file, or write 'reload: { allow_fewer: true }' if this is intended");
  apply(std::move(plan.next));
  file_ = std::move(read);
  return std::move(plan.change);
}

Change ConfigDesk::change(const std::function<bool(RunConfig&)>& edit, config::KeptEdit* kept) {
  std::lock_guard lock(changing_);
  const auto old = now();
  RunConfig next = *old;
  if (!edit(next)) return {};
  Change change = difference(*old, next);
  if (kept) kept->prepare();
  apply(std::move(next));
  if (kept) {
    kept->commit();
    edit(file_);
  }
  return change;
}

Change ConfigDesk::put(const CameraConfig& camera, config::KeptEdit* kept) {
  return change(
      [&](RunConfig& config) {
        config::put_camera(config, camera);
        return true;
      },
      kept);
}

Change ConfigDesk::remove(const std::string& name, config::KeptEdit* kept) {
  return change([&](RunConfig& config) { return config::remove_camera(config, name); }, kept);
}

std::vector<std::string> content_names(const RunConfig& config) {
  std::set<std::string> names = audience::contents_of(config.cameras);
  for (const auto& [name, content] : config.contents) names.insert(name);
  return {names.begin(), names.end()};
}

std::string title_of(const RunConfig& config, const std::string& content) {
  const auto found = config.contents.find(content);
  return found == config.contents.end() || found->second.title.empty() ? content
                                                                       : found->second.title;
}

}  // namespace mien::serve
