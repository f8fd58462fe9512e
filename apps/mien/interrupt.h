#pragma once
#include <atomic>

/// From now on Ctrl-C (and SIGTERM) sets the flag returned; a second one ends the program at once.
const std::atomic<bool>* catch_interrupts();
