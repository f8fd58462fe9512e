#pragma once
/// \file The parent's side of a worker in another process: hands it shares and passes on what it
/// finds.

#include <optional>
#include <string>

#include "cluster/link.h"
#include "recordings/shares.h"
#include "recordings/workshop.h"

namespace mien::recordings {

/// Error as the worker threw it, with its name.
Error error_of(const cluster::wire::Failed& failed);

/// Reports the segments of a share that is given up: `why` is its input's error.
void give_up(Workshop& shop, const Portion& share, const std::string& why);

/// What is passed on of one share. Used by one thread at a time.
class ShareClient {
 public:
  ShareClient(Workshop& shop, Portion& share);

  cluster::wire::Share order() const;
  /// Passes on what a message holds. True when the share is done.
  /// Throws the worker's own error, and Error(internal) for a message that does not belong here.
  bool take(cluster::wire::Message& message);
  /// The worker is gone: what is left of the share begins at what was passed on.
  void leave();

 private:
  void found(cluster::wire::Found& found);
  void done(cluster::wire::Done& done);
  void expect(bool good) const;

  Workshop& shop_;
  Portion& share_;
  const bool live_;
  std::int64_t frames_ = 0, decoded_ = 0;  ///< of the segment in hand, by this worker
  FrameInfo last_;                         ///< passed on last
};

}  // namespace mien::recordings
