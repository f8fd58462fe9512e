#pragma once
/// \file What is handed in by any thread, one thread writes into the outbox. Triggers of `mien.db`
/// add to it in the transaction of whoever writes a rating or a stay; `Store` corrects its times.

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/crew.h"
#include "base/life_signs.h"
#include "outbox/outbox.h"

namespace mien::outbox {

struct DeskOptions {
  std::vector<std::string> kinds, sinks;
  Bounds bounds;
  std::size_t max_waiting = 50'000;  ///< facts that wait while the disk refuses; more are lost
  std::function<void(const std::string&)> log;
  ThreadFailed failed;
  std::shared_ptr<LifeSign> life;  ///< the writer's; may be null
};

struct DeskCounts {
  std::int64_t put = 0, lost = 0;  ///< handed in; not taken, because too many waited
  std::int64_t bytes = 0;          ///< of the outbox
};

/// Thread-safe.
class OutboxDesk {
 public:
  /// Configures the outbox (Outbox::configure); throws as Outbox does.
  OutboxDesk(const std::filesystem::path& file, DeskOptions options);
  ~OutboxDesk();  ///< writes what waits

  std::int64_t store_id() const { return store_; }
  /// Never waits for the disk.
  void put(Fact fact);
  /// What may be left out: not taken where a receiver is behind or the outbox is half full, so that
  /// it pushes nothing else out of it; counted as lost.
  void put_spare(Fact fact);
  /// A receiver has all up to `seq`, `facts` more than before.
  void sent(const std::string& sink, std::int64_t seq, std::int64_t facts);
  /// What was handed in before is on disk then, or could not be written.
  void flush();
  /// Waits until the outbox has a fact after `seq`, a stop is asked for or `time` is over. Gives
  /// the newest fact's number as it is known then: it may be a moment old.
  std::int64_t wait_beyond(std::int64_t seq, std::chrono::duration<double> time,
                           const std::stop_token& stop);

  DeskCounts counts() const;
  /// As of a second ago, by the receivers' names.
  std::vector<Delivery> progress() const;
  std::optional<std::string> trouble() const;

 private:
  void run(std::stop_token stop);
  void write(bool last);
  void tend();
  void look();
  void tell_of_drops(const std::vector<Delivery>& now);

  const DeskOptions options_;
  Outbox outbox_;  ///< the writer's
  std::int64_t store_;
  mutable std::mutex mutex_;
  std::condition_variable_any handed_in_, written_, more_;
  std::vector<Fact> facts_;                   ///< guarded
  std::map<std::string, Delivery> sent_;      ///< guarded
  DeskCounts counts_;                         ///< guarded
  std::vector<Delivery> progress_;            ///< guarded
  std::optional<std::string> trouble_;        ///< guarded
  std::int64_t asked_ = 0, flushed_ = 0;      ///< guarded
  std::int64_t newest_ = 0;                   ///< guarded: the last fact that was seen
  std::map<std::string, std::int64_t> told_;  ///< the writer's: drops that were told of
  std::chrono::steady_clock::time_point next_tend_{}, next_trim_{};  ///< the writer's
  Crew crew_;
};

}  // namespace mien::outbox
