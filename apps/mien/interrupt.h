#pragma once
#include <atomic>

/// From now on Ctrl-C (and SIGTERM) sets the flag returned; a second one ends the program at once.
/// So does SIGHUP, a terminal that was closed, however often it comes; not where it is ignored, as
/// nohup has it.
const std::atomic<bool>* catch_interrupts();
