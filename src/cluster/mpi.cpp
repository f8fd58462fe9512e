#include "cluster/mpi.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/own_file.h"
#include "cluster/mpi_module.h"

namespace mien::cluster::mpi {

namespace {

const MienMpi* table = nullptr;  ///< set by `join`
bool ending = false;             ///< a rank was lost: mpirun ends the job
int pauses = 0;                  ///< since a message came

// A look for messages and waking up for it cost a worker some µs of its core.
constexpr std::chrono::microseconds kShortestPause{100}, kLongestPause{3200};

constexpr char kInstall[] = "apt-get install openmpi-bin libopenmpi-dev, then build mien again";

std::vector<std::filesystem::path> module_places() {
  std::vector<std::filesystem::path> places = module_folders();
  for (auto& place : places) place /= "libmien_mpi.so";
  return places;
}

const MienMpi* load_module() {
  std::string why;
  for (const auto& file : module_places()) {
    if (!std::filesystem::exists(file)) continue;
    // Global: Open MPI's own plug-ins look for its symbols.
    if (void* module = dlopen(file.c_str(), RTLD_NOW | RTLD_GLOBAL)) {
      using Entry = const MienMpi* (*)();
      const auto entry = reinterpret_cast<Entry>(dlsym(module, kMienMpiSymbol));
      if (entry && entry()->version == kMienMpiVersion) return entry();
      why = file.string() + " belongs to another version of mien";
    } else {
      why = dlerror();
    }
  }
  throw Error(ErrorKind::usage, "MPI", why.empty() ? "this mien was built without it" : why,
              kInstall);
}

}  // namespace

bool is_built() {
  return std::ranges::any_of(module_places(),
                             [](const auto& file) { return std::filesystem::exists(file); });
}

void join() {
  if (table) return;
  const MienMpi* found = load_module();
  if (!found->start())
    throw Error(ErrorKind::usage, "MPI", "the library was built without thread support",
                "use an MPI built with MPI_THREAD_SERIALIZED");
  table = found;
}

bool joined() { return table != nullptr; }
int rank() { return table ? table->rank() : 0; }
int size() { return table ? table->size() : 1; }
std::string library() { return table ? table->library() : ""; }

void send(int to, const wire::Message& message) {
  const wire::Bytes bytes = wire::encode(message);
  table->send(to, bytes.data(), bytes.size());
}

std::optional<Letter> poll() {
  Letter letter;
  std::size_t size = 0;
  if (!table->probe(&letter.from, &size)) return std::nullopt;
  wire::Bytes bytes(size);
  table->receive(letter.from, bytes.data(), size);
  letter.message = wire::decode(bytes);
  pauses = 0;
  return letter;
}

// MPI's own blocking calls spin, and would take the core from a worker.
void pause() {
  const auto time = kShortestPause * (1 << pauses);
  if (time < kLongestPause) ++pauses;
  std::this_thread::sleep_for(time);
}

void give_up() { ending = true; }

int leave(int exit_code) {
  if (!table || ending) return exit_code;
  if (rank() == 0) {
    for (int other = 1; other < size(); ++other) send(other, wire::Exit{exit_code});
  } else {
    while (true) {
      const auto letter = poll();
      if (!letter) {
        pause();
      } else if (const auto* exit = std::get_if<wire::Exit>(&letter->message)) {
        exit_code = exit->code;
        break;
      }
    }
  }
  const MienMpi* module = std::exchange(table, nullptr);
  module->finish();
  return exit_code;
}

}  // namespace mien::cluster::mpi
