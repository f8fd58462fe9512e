#include "cluster/same_models.h"

#include <fmt/format.h>

namespace mien::cluster {

namespace {

std::string mark_in_words(const wire::ModelMark& model) {
  std::string words = model.name;
  if (model.width > 0) words += fmt::format(", {} pixels wide", model.width);
  if (!model.sha256.empty()) words += fmt::format(" (SHA-256 {:.12}…)", model.sha256);
  return words;
}

}  // namespace

void require_same_models(const wire::Ready& own, const wire::Ready& other, const std::string& who) {
  const auto check = [&](const char* kind, const auto& mine, const auto& its) {
    const bool known = !mine.sha256.empty() && !its.sha256.empty();
    const bool same =
        mine.name == its.name && mine.width == its.width && (!known || mine.sha256 == its.sha256);
    if (!same)
      throw Error(ErrorKind::model, who,
                  fmt::format("has the {} {}, and the run's first process, on {}, has {}", kind,
                              mark_in_words(its), own.host, mark_in_words(mine)),
                  "give all hosts the same models (mien models list), or name one that all have");
  };
  check("detector", own.detector, other.detector);
  check("expression model", own.emotion, other.emotion);
}

}  // namespace mien::cluster
