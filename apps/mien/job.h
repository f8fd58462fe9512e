#pragma once
/// \file Running as one of many processes that mpirun (or Slurm's srun) started.

#include <functional>

#include "mien/config.h"

#include "context.h"

/// Did mpirun or srun start this process as one of a job?
bool in_job();
/// Of a job, is this a process that works for rank 0, prints nothing and writes nothing?
bool follows();

/// The configuration for a job: "auto" becomes mpi-cnn-per-core. Throws Error(usage) for an
/// approach with which each process of the job would do all of the work.
mien::RunConfig for_job(mien::RunConfig config);

/// Calls `body`, alone or as a rank of the job; then `context.exit_code` is the job's. What `body`
/// throws is rank 0's to tell.
void run_in_job(AppContext& context, const std::function<void()>& body);
