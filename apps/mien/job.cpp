#include "job.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "mien/error.h"

#include "cluster/mpi.h"
#include "exit_code.h"
#include "recordings/approaches/approaches.h"
#include "recordings/rank.h"

namespace mpi = mien::cluster::mpi;

// Set by Open MPI's mpirun, and by srun --mpi=pmix or --mpi=pmi2.
bool in_job() {
  return std::ranges::any_of(
      std::initializer_list<const char*>{"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"},
      [](const char* name) { return std::getenv(name) != nullptr; });
}

namespace {

// Before MPI can tell.
bool first_of_job() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"})
    if (const char* rank = std::getenv(name)) return std::string_view(rank) == "0";
  return true;
}

}  // namespace

bool follows() { return mpi::rank() != 0; }

mien::RunConfig for_job(mien::RunConfig config) {
  if (config.approach == "auto") config.approach = "mpi-cnn-per-core";
  const auto kind = mien::recordings::approach_for(config).parallelism;
  if (mpi::size() > 1 && kind != mien::recordings::Parallelism::mpi)
    throw mien::Error(mien::ErrorKind::usage, "approach '" + config.approach + "'",
                      fmt::format("mpirun started {} processes, each of which would do the same "
                                  "work and write the same files",
                                  mpi::size()),
                      "add --approach mpi or mpi-cnn-per-core, or start mien without mpirun");
  return config;
}

void run_in_job(AppContext& context, const std::function<void()>& body) {
  if (!in_job()) return body();
  try {
    mpi::join();
  } catch (const mien::Error& error) {
    if (first_of_job()) throw;
    context.exit_code = exit_code_of(error.kind());
    return;
  }
  if (follows()) {
    try {
      body();
    } catch (const mien::Error& error) {
      mien::recordings::decline(error);
    }
    context.exit_code = mpi::leave(0);
    return;
  }
  try {
    body();
  } catch (const mien::Error& error) {
    mpi::leave(exit_code_of(error.kind()));
    throw;
  } catch (...) {
    mpi::leave(1);
    throw;
  }
  context.exit_code = mpi::leave(context.exit_code);
}
