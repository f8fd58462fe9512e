#include "infer/own_name.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "infer/manifest.h"

namespace mien::infer {

void require_free_name(const std::string& where, const std::string& name,
                       const std::vector<ModelEntry>& there) {
  const auto refuse = [&](const std::string& what, const std::string& remedy) {
    throw Error(ErrorKind::usage, where, what, remedy);
  };
  if (!is_model_name(name))
    refuse(fmt::format("'{}' cannot be a model's name", name),
           "letters, digits, '.', '_' and '-', the first one a letter or a digit");
  for (const char* word : {"auto", "none", "all", "hog", "mmod"})
    if (name == word)
      refuse(fmt::format("'{}' has a meaning of its own", name), "choose another name");
  for (const ModelEntry& entry : there)
    if (entry.name == name)
      refuse(fmt::format("'{}' is one of {} already", name,
                         entry.origin.own ? "your own models" : "mien's models"),
             entry.origin.own
                 ? fmt::format("`mien models remove {}` first, or choose another name", name)
                 : "choose another name");
}

}  // namespace mien::infer
