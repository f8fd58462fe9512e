/// What must have ended when Python does.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <unistd.h>

#include "module.h"

namespace mien::python {

struct Alive::Entry {
  std::function<void()> stop;
  bool awaited = false;
  pid_t process = 0;
  bool here() const { return process == ::getpid(); }
};

namespace {

struct Work {
  std::mutex mutex;
  std::condition_variable ended;
  pid_t over_in = 0;          ///< the process whose Python ends
  std::thread::id ending_by;  ///< the thread that ends it
};

/// Lets go of the GIL, if this thread has it: who is told to stop may need it to end.
class WithoutGil {
 public:
  WithoutGil() {
    if (PyGILState_Check()) released_.emplace();
  }

 private:
  std::optional<nb::gil_scoped_release> released_;
};

/// Never destroyed: a daemon thread may outlive all statics.
Work& work() {
  static auto& all = *new Work;
  return all;
}

thread_local int calls_under_way = 0, alive_calls = 0;

}  // namespace

WithinCall::WithinCall() { ++calls_under_way; }
WithinCall::~WithinCall() { --calls_under_way; }
bool WithinCall::here() { return calls_under_way > 0; }

std::vector<Alive::Entry*>& Alive::entries() {
  static auto& all = *new std::vector<Entry*>;
  return all;
}

Alive::Alive(std::function<void()> stop, bool awaited)
    : entry_(new Entry{std::move(stop), awaited, ::getpid()}) {
  const WithoutGil others_may_end;
  if (!enter(entry_.get()))
    for (;;) ::pause();
}

/// False: too late.
bool Alive::enter(Entry* entry) {
  std::lock_guard lock(work().mutex);
  const bool over = work().over_in == ::getpid();
  const bool has_begun = WithinCall::here() || alive_calls > 0;
  if (over && !has_begun && work().ending_by != std::this_thread::get_id()) return false;
  entries().push_back(entry);
  return true;
}

// What is awaited is over with the GIL in hand: from then on Python may end, and a thread that asks
// for the GIL below a function of ours would end the process.
Alive::~Alive() {
  std::unique_lock lock(work().mutex, std::try_to_lock);
  while (!lock.owns_lock()) {  // it is told to stop
    {
      const WithoutGil others_may_end;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    (void)lock.try_lock();
  }
  std::erase(entries(), entry_.get());
  lock.unlock();
  work().ended.notify_all();
}

bool Alive::elsewhere() const { return !entry_->here(); }

AliveCall::AliveCall() : alive_([] {}, true) { ++alive_calls; }
AliveCall::~AliveCall() { --alive_calls; }

void Alive::stop_all() {
  constexpr std::chrono::seconds kLongest{10};
  std::unique_lock lock(work().mutex);
  work().over_in = ::getpid();
  work().ending_by = std::this_thread::get_id();
  for (const Entry* entry : entries())
    if (entry->here()) entry->stop();
  work().ended.wait_for(lock, kLongest, [] {
    return std::ranges::none_of(entries(),
                                [](auto* entry) { return entry->awaited && entry->here(); });
  });
}

void bind_alive(nb::module_& module) {
  module.def("stop_all", &Alive::stop_all, nb::call_guard<nb::gil_scoped_release>(),
             "Ends live cameras and runs that are still there: before Python does.");
}

}  // namespace mien::python
