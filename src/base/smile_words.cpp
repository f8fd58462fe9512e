#include "base/smile_words.h"

namespace mien {

std::string_view in_smiles(std::string_view label) {
  if (label == "happiness") return "smile";
  if (label == "neutral") return "no smile";
  return label;
}

}  // namespace mien
