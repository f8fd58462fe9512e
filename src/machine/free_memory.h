#pragma once
/// \file Memory that is free goes back to the system.

namespace mien {

/// What large and odd work has left free within the heap. A few milliseconds, in which other
/// threads may wait for memory; at most once in five seconds, whoever calls.
void give_back_free_memory();

}  // namespace mien
