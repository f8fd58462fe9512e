#include "oversight/waiting_pauses.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include <unistd.h>

#include "base/json.h"
#include "base/whole_file.h"

namespace mien::oversight {

namespace {

Json json_of(const AskedPause& one) {
  return {{"camera", one.camera},
          {"who", one.pause.who},
          {"reason", one.pause.reason},
          {"since_ms", since_1970_ms(one.pause.since)},
          {"figures_only", one.pause.figures_only},
          {"by", one.by}};
}

AskedPause asked_of(const Json& one) {
  AskedPause asked{.camera = one.at("camera"), .by = one.at("by")};
  asked.pause = {one.at("who"), one.at("reason"), wall_of(one.at("since_ms").get<std::int64_t>()),
                 one.at("figures_only")};
  return asked;
}

bool replace(const std::filesystem::path& file, const std::string& text) {
  try {
    write_whole(file, text, {.mode = 0600});
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

WaitingPauses::WaitingPauses(const std::filesystem::path& database)
    : file_(database.string() + ".pauses") {}

std::vector<AskedPause> WaitingPauses::in_file() const {
  std::ifstream stream(file_);
  if (!stream) return {};
  std::vector<AskedPause> all;
  try {
    for (const Json& one : parse_json(std::string(std::istreambuf_iterator<char>(stream), {})))
      all.push_back(asked_of(one));
  } catch (const Json::exception&) {  // not ours: nothing is known to wait
    return {};
  }
  return all;
}

// Under the lock, as what follows.
std::vector<AskedPause> WaitingPauses::known() const {
  std::vector<AskedPause> all = in_file();
  all.insert(all.end(), memory_.begin(), memory_.end());
  return all;
}

void WaitingPauses::keep(std::vector<AskedPause> waiting) {
  memory_.clear();
  if (waiting.empty()) {
    ::unlink(file_.c_str());
    return;
  }
  Json all = Json::array();
  for (const AskedPause& one : waiting) all.push_back(json_of(one));
  if (replace(file_, text_of(all))) return;
  const std::vector<AskedPause> there = in_file();
  for (AskedPause& one : waiting)
    if (std::ranges::find(there, one) == there.end()) memory_.push_back(std::move(one));
}

std::vector<AskedPause> WaitingPauses::all() const {
  std::lock_guard lock(mutex_);
  return known();
}

void WaitingPauses::add(const std::vector<AskedPause>& asked) {
  std::lock_guard lock(mutex_);
  std::vector<AskedPause> all = known();
  all.insert(all.end(), asked.begin(), asked.end());
  keep(std::move(all));
}

bool WaitingPauses::forget(const std::function<bool(const AskedPause&)>& such) {
  std::lock_guard lock(mutex_);
  std::vector<AskedPause> all = known();
  if (std::erase_if(all, such) == 0) return false;
  keep(std::move(all));
  return true;
}

}  // namespace mien::oversight
