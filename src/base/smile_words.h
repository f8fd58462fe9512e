#pragma once
#include <string_view>

namespace mien {

/// What people are told of a label where nothing but smiles is read (`expressions: smile`): "smile"
/// for happiness, "no smile" for neutral; any other as it is. Events, tables and the API keep the
/// labels' own names. Pure.
std::string_view in_smiles(std::string_view label);
/// Is it one of them, or unknown? Any other was not read there.
bool is_of_smiles(std::string_view label);

}  // namespace mien
