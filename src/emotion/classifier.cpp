#include "mien/error.h"

#include "base/text.h"
#include "emotion/classifiers.h"
#include "emotion/fastest.h"

namespace mien::emotion {
namespace {

const infer::ModelEntry& find_entry(const std::string& name, const infer::ModelStore& store) {
  const infer::ModelEntry& entry = store.find(name);
  if (entry.kind == "emotion") return entry;
  std::vector<std::string> names;
  for (const infer::ModelEntry& other : store.entries()) {
    if (other.kind == "emotion") names.push_back(other.name);
  }
  throw Error(ErrorKind::usage, name, "is a " + entry.kind + ", not an emotion model",
              did_you_mean(name, names));
}

}  // namespace

std::unique_ptr<ClassifierModel> load_classifier(const std::string& name, Precision precision,
                                                 infer::Engine& engine,
                                                 const infer::ModelStore& store) {
  const infer::ModelEntry& entry = find_entry(name, store);
  return in_precision(entry, precision, engine, store);
}

}  // namespace mien::emotion
