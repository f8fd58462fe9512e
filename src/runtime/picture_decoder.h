#pragma once
/// \file Decodes segments for others: each picture that is due is stored once.

#include <memory>
#include <optional>

#include "runtime/picture_desk.h"

namespace mien::runtime {

/// One decoder thread's work. One thread at a time.
class PictureDecoder {
 public:
  PictureDecoder(const WorkerTools& tools, FrameStore& store, PictureDesk& desk,
                 SegmentOutput& output)
      : tools_(tools), store_(store), desk_(desk), output_(output) {}

  std::optional<std::size_t> at() const { return at_; }
  /// Segments of one input. What is wrong with the input is in the reports.
  void run(Work& work);

 private:
  void segment(const Work& work, std::size_t number);
  void pictures(std::size_t input, std::size_t number, SegmentReport& report);

  const WorkerTools& tools_;
  FrameStore& store_;
  PictureDesk& desk_;
  SegmentOutput& output_;
  std::unique_ptr<Source> source_;
  std::optional<std::size_t> at_;
};

}  // namespace mien::runtime
