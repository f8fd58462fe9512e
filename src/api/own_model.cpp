/// mien/models.h: a model of the caller's own.

#include <sstream>

#include "mien/error.h"
#include "mien/models.h"

#include "chain/try_model.h"
#include "infer/manifest.h"
#include "infer/own_models.h"
#include "infer/own_name.h"

namespace mien {

void add_own_model(const ModelStorePaths& paths, const std::string& entry,
                   const std::filesystem::path& file) {
  if (paths.own.empty())
    throw Error(ErrorKind::usage, "ModelStorePaths::own", "is empty", "name a folder");
  // The file's name and hash are known when it is taken in.
  std::string manifest = "models:\n  - file: own\n    sha256: " + std::string(64, '0') + "\n";
  std::istringstream lines(entry);
  for (std::string line; std::getline(lines, line);) manifest += "    " + line + "\n";
  const infer::ModelEntry model = infer::parse_manifest(manifest, "the model's entry").front();
  const bool is_stage = model.kind == "detector" || model.kind == "emotion";
  if (!is_stage || !model.also.output.empty() || !model.bias.empty() || !model.quantised.empty() ||
      !model.needs.empty())
    throw Error(ErrorKind::model, "own model",
                "is not described by what a model of your own can have",
                "kind: detector or emotion; no also, bias, quantised, needs");
  infer::require_free_name("own model", model.name, infer::ModelStore(paths).entries());
  infer::OwnModels(paths.own).add(chain::try_model(model, false, file, {}, paths).entry, file);
}

}  // namespace mien
