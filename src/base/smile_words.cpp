#include "base/smile_words.h"

namespace mien {

std::string_view in_smiles(std::string_view label) {
  if (label == "happiness") return "smile";
  if (label == "neutral") return "no smile";
  return label;
}

bool is_of_smiles(std::string_view label) {
  return label == "unknown" || in_smiles(label) != label;
}

}  // namespace mien
