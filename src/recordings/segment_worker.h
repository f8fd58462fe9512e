#pragma once
/// \file One worker: its own stages, an open input, and the segments it is given.

#include <optional>

#include "chain/chain.h"
#include "recordings/segment_reader.h"

namespace mien::recordings {

/// Runs frames to completion: decode → scale → infer → crop → classify. One thread at a time.
class SegmentWorker {
 public:
  /// `output` takes all that is found.
  SegmentWorker(const WorkerTools& tools, chain::SegmentOutput& output)
      : tools_(tools),
        output_(output),
        chain_(tools.models),
        choice_(tools, chain_),
        reader_(tools, output, tools.config.demand.decode == OnDemand::on ? &choice_ : nullptr),
        demand_(tools.config.demand) {}

  /// As WorkerTools::prepare.
  void prepare(const StreamInfo& likely) { tools_.prepare(chain_, likely); }
  /// The input whose source is open: a schedule lets a worker stay with it.
  std::optional<std::size_t> at() const { return reader_.at(); }
  /// Segments of one input. What is wrong with the input is in the reports.
  void run(Work work);

 private:
  const WorkerTools& tools_;
  chain::SegmentOutput& output_;
  chain::FrameChain chain_;
  GroupChoice choice_;
  SegmentReader reader_;
  chain::Demand demand_;  ///< of the segment in work
  FrameResult result_;
};

}  // namespace mien::recordings
