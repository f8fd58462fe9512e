#pragma once
/// \file The way from the outbox to one receiver.

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "outbox/outbox_desk.h"
#include "outbox/outlet.h"

namespace mien::outbox {

struct SenderOptions {
  std::string name;  ///< the receiver's
  Envelope envelope;
  double per_second = 2000;  ///< facts, at most, on average: what catching up may take
  /// Said once when it begins and once when it ends. On the sender's thread.
  std::function<void(const std::string&, bool bad)> log;
};

/// `run` is the body of one thread; the rest may be asked by any. A receiver that is away is tried
/// again after 1, 2, 4 … 30 s; the facts wait.
class Sender {
 public:
  Sender(std::filesystem::path file, OutboxDesk& desk, const NowBoard& now,
         std::unique_ptr<Outlet> outlet, SenderOptions options);

  /// Until it is stopped; then it tries for a few seconds to send what is left.
  void run(std::stop_token stop);
  const std::string& name() const { return options_.name; }
  /// The receiver has all up to this one.
  std::int64_t cursor() const { return cursor_; }
  /// Why the receiver has not got what waits; none: it has, or will at once.
  std::optional<std::string> trouble() const;

 private:
  bool step(Outbox& outbox);
  void rest(bool more, const std::stop_token& stop);
  bool pass_on(Outbox& outbox);
  void well();
  void failed(const std::string& words);

  const std::filesystem::path file_;
  OutboxDesk& desk_;
  const NowBoard& now_;
  const std::unique_ptr<Outlet> outlet_;  ///< the sender's thread's
  const SenderOptions options_;
  std::atomic<std::int64_t> cursor_{0};
  std::int64_t looked_ = 0;  ///< the newest fact that there was when the outbox was read
  std::chrono::steady_clock::time_point next_tend_{};
  double pause_s_ = 0;  ///< until it is tried again
  mutable std::mutex mutex_;
  std::optional<std::string> trouble_;  ///< guarded
};

}  // namespace mien::outbox
