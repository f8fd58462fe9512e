#pragma once
#include <atomic>

/// From now on Ctrl-C (and SIGTERM) sets the flag returned; a second one ends the program at once.
const std::atomic<bool>* catch_interrupts();

/// So does SIGHUP, a terminal that was closed, however often it comes; not where it is ignored, as
/// nohup has it. For commands that look at the flag and then end; SIGHUP ends all others at once.
void catch_hang_up();
