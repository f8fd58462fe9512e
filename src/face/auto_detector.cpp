/// \file Which detector `auto` is: the better one where it can be had, without asking for it at
/// every start.

#include <chrono>
#include <fstream>

#include "mien/error.h"

#include "face/detectors.h"

namespace mien::face {

namespace fs = std::filesystem;

namespace {

constexpr const char *kBetter = "yunet-n", *kEverywhere = "retinaface";
constexpr std::chrono::hours kAskAgain{24};

bool failed_lately(const fs::path& stamp) {
  std::error_code none;
  const auto when = fs::last_write_time(stamp, none);
  return !none && fs::file_time_type::clock::now() - when < kAskAgain;
}

}  // namespace

DetectorChoice choose_detector(const infer::ModelStore& store) {
  using State = infer::ModelStore::State;
  const infer::ModelEntry& better = store.find(kBetter);
  const State state = store.verify(better);
  if (state == State::ok) return {kBetter, "yunet-n is in the model cache"};
  if (state == State::mismatch)
    return {kEverywhere, "yunet-n's file does not match its hash (mien models verify)"};
  if (!store.may_fetch())
    return {kEverywhere, "yunet-n is not in the model cache, and --offline forbids fetching it"};
  const fs::path stamp = store.dir() / "yunet-n.unreachable";
  if (!failed_lately(stamp)) try {
      store.locate(better);
      return {kBetter, "yunet-n was fetched"};
    } catch (const Error&) {
      std::ofstream(stamp) << "The address of yunet-n did not answer; mien retries a day "
                              "after this file was written.\n";
    }
  return {kEverywhere, "yunet-n could not be fetched; `mien models pull yunet-n` says why"};
}

}  // namespace mien::face
