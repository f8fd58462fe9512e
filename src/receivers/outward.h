#pragma once
/// \file Where a store's results go besides its database and its pages: the sinks of its
/// configuration, files and receivers.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "base/crew.h"
#include "outbox/outbox_desk.h"
#include "outbox/sender.h"
#include "sink/together.h"

namespace mien::receivers {

struct OutwardOptions {
  SinksConfig sinks;
  SiteConfig site;
  std::filesystem::path database;  ///< is there, of the newest schema
  std::function<void(const std::string&, bool bad)> log;
  ThreadFailed failed;
  /// Cameras of which no sight leaves: their figures are suspended. Empty: none.
  std::function<bool(const std::string& camera)> withheld;
};

/// How one receiver does.
struct OutletStatus {
  outbox::Delivery progress;
  std::optional<std::string> trouble;
};

/// As the configuration named them when the program started. Thread-safe once started.
class Outward {
 public:
  /// Opens the outbox, and tells it what leaves from now on. Throws Error(usage) where this build
  /// is without a receiver, Error(output) where a folder cannot be made.
  explicit Outward(OutwardOptions options);
  ~Outward();  ///< stops

  /// For the cameras: what they see goes into the files and, where sights leave, to the receivers.
  Sink& sink() { return together_; }
  /// Senders send from now on.
  void start();
  /// Files are open from now on.
  void open(const RunInfo& info);
  /// Tries for some seconds to send what waits.
  void stop();

  /// Are there receivers? Without, `put` and `show` do nothing.
  bool has_receivers() const { return desk_ != nullptr; }
  void put(outbox::Fact fact);
  void show(outbox::Now now) { board_.set(std::move(now)); }
  std::vector<OutletStatus> status() const;
  outbox::DeskCounts counts() const;
  std::optional<std::string> trouble() const;
  /// Waits until each receiver has all that is there, for so long. False: something waits still.
  bool drain(std::chrono::seconds patience);

 private:
  std::vector<std::unique_ptr<Sink>> sinks_of_cameras();

  const OutwardOptions options_;
  std::vector<std::unique_ptr<Sink>> files_;
  sink::Together together_;
  bool open_ = false;
  outbox::NowBoard board_;
  std::unique_ptr<outbox::OutboxDesk> desk_;  ///< null: no receivers
  std::vector<std::unique_ptr<outbox::Sender>> senders_;
  Crew crew_;
};

}  // namespace mien::receivers
