#pragma once
#include <chrono>

/// Before anything is opened: files that this process makes are its user's alone, and neither a
/// core dump nor another process of the user sees its memory, which holds pictures of people.
void keep_to_ourselves();

/// What was large or much goes back to the system when it is given back: else what one hostile
/// moment took stays with the allocator of each thread that took it.
void give_memory_back();

/// The process ends with exit code 1 after that time, whatever hangs.
void exit_within(std::chrono::seconds time);
