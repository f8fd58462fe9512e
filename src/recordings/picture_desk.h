#pragma once
/// \file Where decoded pictures wait for workers, and their faces for their turn.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cluster/frame_store.h"
#include "cluster/wire.h"
#include "recordings/frame_order.h"
#include "recordings/worker_tools.h"

namespace mien::recordings {

/// A picture on its way. `number`: of its frame in the order of its segment.
struct PictureJob {
  std::size_t input = 0, segment = 0;
  std::int64_t number = 0;
  cluster::wire::SharedPicture picture;
  int deaths = 0;  ///< of workers that had it in work
};

/// Pictures of all segments go to any worker; faces leave in the order of each segment. What a dead
/// worker leaves goes to others, first; where a single one is left, a picture that killed waits
/// until all others are done. When kMostDeaths have died on it, its segment ends before it.
/// Thread-safe.
class PictureDesk {
 public:
  /// `output` is called under the desk's lock.
  PictureDesk(chain::SegmentOutput& output, cluster::FrameStore& store, int workers, int decoders)
      : output_(output), store_(store), workers_(workers), decoders_(decoders) {}

  // Decoders.
  void add(std::size_t input, std::size_t segment, const cluster::StoredFrame& frame);
  /// The segment's last picture was added; `report` holds what decoding had to say.
  void decoded(std::size_t input, std::size_t segment, const chain::SegmentReport& report);
  /// One decoder is through.
  void decoder_done();

  // Workers.
  /// The next picture; nothing when there is none. With `wait`, waits for one while there may be
  /// one.
  std::optional<PictureJob> take(bool wait, const std::function<bool()>& stopped);
  void seen(const PictureJob& job, cluster::wire::Seen& seen);
  /// A worker is gone; it had these, and the first in work. `why`: what is told where that one, and
  /// so its segment, is given up.
  struct Loss {
    bool given_up = false;
    bool none_left = false;  ///< it was the last worker, and there is work left
  };
  Loss lost(std::vector<PictureJob> jobs, const std::string& why);

  /// After the work: delivers what a stopped run has, gaps left out.
  void finish();

 private:
  struct Book {
    explicit Book(chain::SegmentOutput& output) : order(output) {}
    FrameOrder order;
    bool decoded = false;
    std::string given_up;  ///< not empty: why no more of its pictures are searched
  };
  using Key = std::pair<std::size_t, std::size_t>;

  Book& book_of(std::size_t input, std::size_t segment);
  void close_if_done(std::size_t input, std::size_t segment);
  std::optional<PictureJob> take_waiting();
  void refuse(const PictureJob& job);
  void give_up(const PictureJob& job, const std::string& why);

  chain::SegmentOutput& output_;
  cluster::FrameStore& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<PictureJob> waiting_;
  std::map<Key, Book> books_;
  std::uint64_t next_ticket_ = 0;
  std::size_t in_hand_ = 0;
  int workers_, decoders_;
};

}  // namespace mien::recordings
