#include "runtime/mpi.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

#include "runtime/approaches/approaches.h"
#include "runtime/mpi_module.h"
#include "runtime/run_info.h"
#include "runtime/share_server.h"

namespace mien::runtime::mpi {

namespace {

const MienMpi* table = nullptr;  ///< set by `join`
bool ending = false;             ///< a rank was lost: mpirun ends the job
int pauses = 0;                  ///< since a message came

// A look for messages and waking up for it cost a worker some µs of its core.
constexpr std::chrono::microseconds kShortestPause{100}, kLongestPause{3200};

constexpr char kInstall[] = "apt-get install openmpi-bin libopenmpi-dev, then build mien again";

// The module lies beside this library (build folder) or in mien/ beside it (installed).
std::array<std::filesystem::path, 2> module_places() {
  Dl_info own{};
  dladdr(reinterpret_cast<const void*>(&module_places), &own);
  const std::filesystem::path folder =
      std::filesystem::absolute(own.dli_fname ? own.dli_fname : ".").parent_path();
  return {folder / "libmien_mpi.so", folder / "mien/libmien_mpi.so"};
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

// A rank's line to rank 0.
class RankLink final : public Link {
 public:
  explicit RankLink(const std::atomic<bool>& stop) : stop_(stop) {}
  bool send(const wire::Message& message) override {
    mpi::send(0, message);
    return true;
  }
  std::optional<wire::Message> receive(const std::function<void()>&) override {
    while (!stop_ && !over_) {
      if (auto letter = poll()) return std::move(letter->message);
      pause();
    }
    return std::nullopt;
  }
  // While a share is in hand nothing else comes than Over.
  bool asked_to_end() override {
    if (const auto letter = over_ ? std::nullopt : poll())
      over_ = std::holds_alternative<wire::Over>(letter->message);
    return over_;
  }

 private:
  const std::atomic<bool>& stop_;
  bool over_ = false;
};

wire::Failed told(const Error& error) {
  const std::string where = fmt::format("rank {} ({})", rank(), ready_message().host);
  return {error.kind(), error.where().empty() ? where : where + ": " + error.where(),
          error.reason(), error.remedy()};
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
    throw Error(ErrorKind::usage, "MPI", "the library does not allow threads beside its own",
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

void follow(const RunConfig& wished, const ModelStorePaths& paths, const std::atomic<bool>* stop,
            const ProbeMaker& probe) {
  static const std::atomic<bool> never{false};
  RankLink link(stop ? *stop : never);
  try {
    check(wished);
    const RunConfig config = resolved(with_detector(wished, paths));
    serve_shares(config, paths, link, stop ? *stop : never, probe);
  } catch (const Error& error) {
    decline(error);
  } catch (const std::exception& error) {
    decline({ErrorKind::internal, "", error.what()});
  }
}

void give_up() { ending = true; }

void decline(const Error& error) { send(0, told(error)); }

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

}  // namespace mien::runtime::mpi
