#include "http/events.h"

#include <fmt/format.h>

namespace mien::http {

namespace {

constexpr Topic kTopics[] = {kFaces, kCameras, kTally, kSystem, kChanged};

}  // namespace

std::string_view name_of(Topic topic) {
  switch (topic) {
    case kFaces:
      return "faces";
    case kCameras:
      return "cameras";
    case kTally:
      return "tally";
    case kSystem:
      return "system";
    default:
      return "changed";
  }
}

std::optional<unsigned> topics_named(std::string_view list) {
  if (list.empty()) return kAllTopics;
  unsigned topics = 0;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    const std::string_view name = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    unsigned found = 0;
    for (const Topic topic : kTopics)
      if (name == name_of(topic)) found = topic;
    if (found == 0) return std::nullopt;
    topics |= found;
  }
  return topics;
}

std::size_t EventQueue::push(EventText event) {
  std::size_t dropped = 0;
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    bytes_ += event->size();
    events_.push_back(std::move(event));
    while (events_.size() > kMaxEvents || (bytes_ > kMaxBytes && events_.size() > 1)) {
      bytes_ -= events_.front()->size();
      events_.pop_front();
      ++dropped;
    }
    wake = !awake_;
    awake_ = true;
  }
  if (wake) wake_();
  return dropped;
}

std::string EventQueue::take(std::size_t bytes) {
  std::string text;
  std::lock_guard lock(mutex_);
  while (!events_.empty() && (text.empty() || text.size() + events_.front()->size() <= bytes)) {
    text += *events_.front();
    bytes_ -= events_.front()->size();
    events_.pop_front();
  }
  awake_ = !text.empty();
  return text;
}

std::shared_ptr<EventQueue> EventHub::subscribe(unsigned topics, std::function<void()> wake) {
  auto queue = std::make_shared<EventQueue>(topics, std::move(wake));
  std::lock_guard lock(mutex_);
  std::erase_if(queues_, [](const auto& one) { return one.expired(); });
  queues_.push_back(queue);
  return queue;
}

bool EventHub::wanted(Topic topic) const {
  std::lock_guard lock(mutex_);
  for (const auto& one : queues_)
    if (const auto queue = one.lock(); queue && queue->wants(topic)) return true;
  return false;
}

void EventHub::publish(Topic topic, std::string_view data) {
  std::vector<std::shared_ptr<EventQueue>> readers;
  {
    std::lock_guard lock(mutex_);
    for (const auto& one : queues_)
      if (auto queue = one.lock(); queue && queue->wants(topic))
        readers.push_back(std::move(queue));
  }
  if (readers.empty()) return;
  const auto event = std::make_shared<const std::string>(
      fmt::format("event: {}\ndata: {}\n\n", name_of(topic), data));
  for (const auto& reader : readers) dropped_ += static_cast<std::int64_t>(reader->push(event));
}

std::size_t EventHub::subscribers() const {
  std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& one : queues_) count += !one.expired();
  return count;
}

}  // namespace mien::http
