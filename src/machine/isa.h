#pragma once
#include <string>

namespace mien::machine {

/// The vector and matrix instruction sets that CPU *and* operating system offer, "SSE4.2 AVX AVX2
/// FMA …".
std::string instruction_sets();

}  // namespace mien::machine
