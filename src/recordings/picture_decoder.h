#pragma once
/// \file Decodes segments for others: each picture that is due is stored once.

#include <optional>

#include "recordings/picture_desk.h"
#include "recordings/segment_reader.h"

namespace mien::recordings {

/// One decoder thread's work. One thread at a time.
class PictureDecoder {
 public:
  PictureDecoder(const WorkerTools& tools, cluster::FrameStore& store, PictureDesk& desk,
                 chain::SegmentOutput& output)
      : tools_(tools),
        store_(store),
        desk_(desk),
        to_desk_(desk, output),
        reader_(tools, to_desk_) {}

  std::optional<std::size_t> at() const { return reader_.at(); }
  /// Segments of one input. What is wrong with the input is in the reports.
  void run(Work work);

 private:
  /// Counts go to the run, the ends of segments to the desk, which waits for their faces.
  class ToDesk final : public chain::SegmentOutput {
   public:
    ToDesk(PictureDesk& desk, chain::SegmentOutput& output) : desk_(desk), output_(output) {}
    void decoded(std::size_t input) override { output_.decoded(input); }
    void frame(std::size_t, std::size_t, FrameResult&) override {}  // workers bring them
    void done(std::size_t input, std::size_t segment, const chain::SegmentReport& report) override {
      desk_.decoded(input, segment, report);
    }

   private:
    PictureDesk& desk_;
    chain::SegmentOutput& output_;
  };

  const WorkerTools& tools_;
  cluster::FrameStore& store_;
  PictureDesk& desk_;
  ToDesk to_desk_;
  SegmentReader reader_;
};

}  // namespace mien::recordings
