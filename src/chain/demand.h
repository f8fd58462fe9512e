#pragma once
/// \file What a stream's last pictures spare the next one: a search, or the reading of a face.

#include <vector>

#include "mien/config.h"
#include "mien/summary.h"

#include "chain/motion_gate.h"
#include "chain/read_gate.h"

namespace mien::chain {

/// Of one stream, or of one segment of a recording: what it decides depends on the pictures since
/// `begin` alone, so segments come to the same whoever works on them. Pictures come in order. One
/// thread at a time. Does nothing where the configuration says "off".
class Demand {
 public:
  explicit Demand(const DemandConfig& config);

  /// As if nothing had been seen. `rate`: searches a second; 0: not known. Counts go on.
  void begin(double rate);
  /// The rate changed, or became known.
  void rate(double searches_per_second);

  /// Where the faces of the next picture are cut out.
  void cut(Cut cut) { cut_ = cut; }

  /// Whether a search is due, or `hold` tells what it would find.
  bool search_due(const Frame& frame, const Masks& masks);
  /// The faces found last, as faces of `frame`, without expressions; in the pixels of `size`.
  void hold(const FrameInfo& frame, const FrameInfo& size, FrameResult& result) const;
  /// The faces that were found. Where they are others than those of the search before, the next
  /// picture is searched in any case: what one search overlooked, or took for a face, is not held.
  void found(const FrameResult& result);

  /// Before the faces of a picture are cut out; then, for those that can be read, `read_due`, and
  /// `keep` or, once it was read, `read`.
  void look(const FrameResult& result);
  /// Whether a sharper picture told what the face wears: should it not be fit to be read in this
  /// one, `keep` it.
  bool knows_sharper(std::size_t face) const { return active() && faces_.holds_sharper(face); }
  bool read_due(std::size_t face, const Canvas& crop);
  /// Gives it the reading that holds. The quality stays that of the sight, unless what it keeps was
  /// read from a sharper picture: then it is that one's, as if the face had been cut from there,
  /// but for yaw and pitch: a face may have turned since.
  void keep(std::size_t number, Face& face);
  /// Whether a face that is to be read is also to be shown as it is in the coarse picture.
  bool compares_streams() const { return cut_ == Cut::sharp; }
  void beside(std::size_t face, const Canvas& crop) { faces_.beside(face, crop); }
  void read(std::size_t face, const Face& read);

  /// Since the last call; all 0 where the configuration says "off".
  DemandCounts take_counts();

 private:
  enum class Reads { always, from_a_rate, on_demand };

  bool reads_on_demand() const;
  bool found_again(const FrameResult& result) const;
  bool active() const { return search_ || reads_on_demand() || cut_ != Cut::here; }

  const bool search_;
  const Reads read_;
  double rate_ = 0;
  Cut cut_ = Cut::here;
  bool still_ = false;    ///< the picture is one of its own
  bool holding_ = false;  ///< nothing moved in the picture
  bool knows_ = false;    ///< `found_` is of a search since `begin`
  MotionGate motion_;
  ReadGate faces_;
  FrameInfo found_in_;
  std::vector<Detection> found_;
  DemandCounts counts_;
};

}  // namespace mien::chain
