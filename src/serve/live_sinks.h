#pragma once
/// \file Where a store's results go besides its database and its pages: the sinks of its
/// configuration.

#include <memory>
#include <vector>

#include "mien/config.h"
#include "mien/stages.h"

#include "sink/together.h"

namespace mien::serve {

/// As the configuration named them when the server started. Open from `open` until its end.
class LiveSinks {
 public:
  explicit LiveSinks(const SinksConfig& config);
  /// Ends what is open.
  ~LiveSinks();

  /// All of them as one that any thread may call.
  Sink& sink() { return together_; }
  /// Throws Error(output) where one cannot be written.
  void open(const RunInfo& info);

 private:
  std::vector<std::unique_ptr<Sink>> sinks_;
  sink::Together together_;
  bool open_ = false;
};

}  // namespace mien::serve
