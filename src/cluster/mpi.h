#pragma once
/// \file The processes of one run on several hosts, started by mpirun: rank 0 runs, the others
/// follow.
///
/// A program that was started so calls `join`, then, for each run, rank 0 `mien::run` with an
/// approach `mpi…` and every other rank `follow` (recordings/rank.h) with the same configuration;
/// at the end all call `leave`. One thread at a time calls these, and while a run lasts the run
/// alone.

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "mien/pipeline.h"

#include "cluster/wire.h"

namespace mien::cluster::mpi {

/// Is the module that speaks MPI beside this library? Loads nothing.
bool is_built();

/// Joins the job that this process was started in; once per process, a second call does nothing.
/// Throws Error(usage) where MPI is not there, with what to install.
void join();
bool joined();
/// Before `join`: 0 and 1.
int rank();
int size();
std::string library();

/// Leaves the job. Rank 0 says what the job's exit code is; the others wait for it. Returns it.
int leave(int exit_code);

// For the approaches.

void send(int to, const wire::Message& message);
struct Letter {
  int from = 0;
  wire::Message message;
};
/// The next message, if one has come.
std::optional<Letter> poll();
/// Sleeps between polls: 0.1 ms after a message, then twice as long each time, up to 3.2 ms.
void pause();
/// A rank was lost and the job is ending: `leave` will not wait for the others.
void give_up();

}  // namespace mien::cluster::mpi
