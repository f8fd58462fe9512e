#pragma once
/// \file Server-sent events: one stream per reader, each with a queue that never makes a camera
/// wait.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/http.h"

namespace mien::http {

/// "faces,tally" → bits; empty: all. nullopt for an unknown name.
std::optional<unsigned> topics_named(std::string_view list);
std::string_view name_of(Topic topic);

/// An event as it is sent, shared by all readers.
using EventText = std::shared_ptr<const std::string>;

class EventHub;

/// One reader's queue: bounded in events and bytes; the oldest go first. Thread-safe.
class EventQueue {
 public:
  static constexpr std::size_t kMaxEvents = 256, kMaxBytes = 512 * 1024;

  EventQueue(unsigned topics, std::function<void()> wake)
      : topics_(topics), wake_(std::move(wake)) {}
  bool wants(Topic topic) const { return topics_ & topic; }
  /// Returns how many gave way. Calls `wake` where the reader had taken all.
  std::size_t push(EventText event);
  /// All that wait, up to `bytes`; empty: `wake` will be called.
  std::string take(std::size_t bytes);

 private:
  const unsigned topics_;
  const std::function<void()> wake_;
  std::mutex mutex_;
  std::deque<EventText> events_;
  std::size_t bytes_ = 0;
  bool awake_ = false;  ///< the reader knows that there is something
};

/// Thread-safe.
class EventHub {
 public:
  /// `wake` is called on the publisher's thread and must not wait. The reader is gone with its
  /// queue.
  std::shared_ptr<EventQueue> subscribe(unsigned topics, std::function<void()> wake);
  /// Does anybody listen? Spares building what nobody reads.
  bool wanted(Topic topic) const;
  /// `data`: one line of JSON.
  void publish(Topic topic, std::string_view data);

  std::size_t subscribers() const;
  std::int64_t dropped() const { return dropped_; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::weak_ptr<EventQueue>> queues_;
  std::atomic<std::int64_t> dropped_{0};
};

}  // namespace mien::http
