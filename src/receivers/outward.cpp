#include "receivers/outward.h"

#include <utility>

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "receivers/outlets.h"
#include "receivers/sights.h"
#include "sink/sinks.h"

namespace mien::receivers {

namespace {

/// Facts that the database's own triggers put into the outbox.
std::vector<std::string> kinds_of(const SinksConfig& sinks) {
  std::vector<std::string> kinds{"rating", "cell"};
  if (sinks.publish != Publish::cells) kinds.emplace_back("stay");
  if (sinks.publish == Publish::sights) kinds.emplace_back("sight");
  return kinds;
}

std::string leaving(const SinksConfig& sinks) {
  std::string words = "published figures, guarded tallies, ratings and health";
  if (sinks.publish != Publish::cells) words = "single stays, " + words;
  if (sinks.publish == Publish::sights) words = "the faces of each moment, " + words;
  return words;
}

outbox::Bounds bounds_of(const OutboxConfig& config) {
  return {.bytes = std::int64_t{config.max_mb} * 1'000'000,
          .age = std::chrono::hours(24 * config.max_days)};
}

}  // namespace

Outward::Outward(OutwardOptions options)
    : options_(std::move(options)),
      files_(sinks_of_cameras()),
      together_(sink::pointers(files_)),
      crew_(options_.failed) {
  const auto say = [this](const std::string& words, bool bad) {
    if (options_.log) options_.log(words, bad);
  };
  if (!options_.sinks.remote()) {
    // What an earlier configuration let leave stays here from now on.
    outbox::Outbox(options_.database, Database::Access::write).configure({}, {});
    return;
  }
  OutletInfo info{.site = options_.site, .version = std::string(kVersion)};
  (void)make_outlets(options_.sinks, info);  // throws before anything is promised
  desk_ = std::make_unique<outbox::OutboxDesk>(
      options_.database,
      outbox::DeskOptions{.kinds = kinds_of(options_.sinks),
                          .sinks = outlet_names(options_.sinks),
                          .bounds = bounds_of(options_.sinks.outbox),
                          .log = [say](const std::string& words) { say(words, true); },
                          .failed = options_.failed});
  info.store = desk_->store_id();
  const outbox::Envelope envelope{options_.site.name, options_.site.region, info.store};
  for (NamedOutlet& one : make_outlets(options_.sinks, info))
    senders_.push_back(std::make_unique<outbox::Sender>(
        options_.database, *desk_, board_, std::move(one.outlet),
        outbox::SenderOptions{.name = one.name,
                              .envelope = envelope,
                              .per_second = options_.sinks.outbox.per_second,
                              .log = options_.log}));
  say(fmt::format("as {}, to {}: {} leave this store", options_.site.name,
                  fmt::join(outlet_names(options_.sinks), ", "), leaving(options_.sinks)),
      options_.sinks.publish != Publish::cells);
}

std::vector<std::unique_ptr<Sink>> Outward::sinks_of_cameras() {
  auto sinks = sink::make_configured_sinks(options_.sinks);
  if (options_.sinks.remote() && options_.sinks.publish == Publish::sights)
    sinks.push_back(make_sights(
        [this](outbox::Fact fact) {
          if (desk_) desk_->put_spare(std::move(fact));
        },
        options_.withheld));
  return sinks;
}

Outward::~Outward() { stop(); }

void Outward::open(const RunInfo& info) {
  together_.open(info);
  open_ = true;
}

void Outward::start() {
  for (const auto& sender : senders_)
    crew_.start("mien-" + sender->name(),
                [&sender = *sender](std::stop_token stop) { sender.run(stop); });
}

void Outward::stop() {
  if (desk_) desk_->flush();
  crew_.stop();
  if (!std::exchange(open_, false)) return;
  try {
    together_.close({});
  } catch (const std::exception&) {
    // what is lost is the last lines of a file that cannot be written
  }
}

void Outward::put(outbox::Fact fact) {
  if (desk_) desk_->put(std::move(fact));
}

std::vector<OutletStatus> Outward::status() const {
  std::vector<OutletStatus> all;
  if (!desk_) return all;
  for (const outbox::Delivery& progress : desk_->progress()) {
    OutletStatus one{progress, {}};
    for (const auto& sender : senders_)
      if (sender->name() == progress.sink) one.trouble = sender->trouble();
    all.push_back(std::move(one));
  }
  return all;
}

outbox::DeskCounts Outward::counts() const {
  return desk_ ? desk_->counts() : outbox::DeskCounts{};
}

std::optional<std::string> Outward::trouble() const {
  return desk_ ? desk_->trouble() : std::nullopt;
}

bool Outward::drain(std::chrono::seconds patience) {
  if (!desk_) return true;
  desk_->flush();
  const auto end = std::chrono::steady_clock::now() + patience;
  const auto last = outbox::Outbox(options_.database, Database::Access::read).last();
  const auto done = [&] {
    for (const auto& sender : senders_)
      if (sender->cursor() < last) return false;
    return true;
  };
  while (!done()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

}  // namespace mien::receivers
