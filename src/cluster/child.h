#pragma once
/// \file A worker process: forked from this one, ends with it.

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <sys/types.h>

#include "cluster/link.h"

namespace mien::cluster {

/// A forked process, seen from its parent. Used by one thread at a time.
class Child {
 public:
  /// What the child does; its line to the parent, and a flag that `stop` sets. An exception is sent
  /// as Failed.
  using Body = std::function<void(Link& parent, const std::atomic<bool>& stop)>;

  /// Forks. The child keeps no open file but its line, ignores Ctrl-C (the parent stops it), is
  /// killed when the parent's forking thread ends, and leaves without the parent's destructors when
  /// `body` returns. Throws Error(internal) where the system grants no process.
  Child(int number, const Body& body);
  /// Kills it if it still lives. Leaves no zombie.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Link& link() { return *link_; }
  /// Asks it to end after the frame in hand.
  void stop();
  void kill();
  /// Waits until it has ended; "worker 2 (process 4711) was killed by signal 9".
  std::string ending();
  /// CPU ms of its life; 0 before `ending`.
  double cpu_ms() const { return cpu_ms_; }
  std::string name() const;

 private:
  void wait();

  int number_;
  pid_t process_ = -1;
  bool ended_ = false, asked_ = false;
  int status_ = 0;
  double cpu_ms_ = 0;
  std::unique_ptr<SocketLink> link_;
};

/// Throws Error(usage) where this process has other threads: they would be missing in a forked
/// child, perhaps while they hold a lock.
void require_single_thread();

}  // namespace mien::cluster
