#pragma once
/// \file One sentence per input and per run, from the figures alone.

#include <cstdint>
#include <string>
#include <vector>

namespace mien::report {

struct LabelShare {
  std::string label;
  double share = 0;  ///< of all face views, 0..1
};

/// What a sentence is made of.
struct Facts {
  std::string name;        ///< short name of the input
  bool failed = false;     ///< nothing could be read
  bool cut_short = false;  ///< read, but not to its end
  std::int64_t faces = 0;  ///< face views: faces summed over inferred frames
  std::int64_t tracks = 0;
  double media_seconds = 0;
  std::vector<LabelShare> shares;
  std::string from, to;  ///< leading expressions of the first and last third; empty: not clear
};

/// "1 face, mostly happiness; from sadness to happiness"
std::string finding_of(const Facts& input);

/// The same over several inputs: "3 inputs: 14 faces, mostly neutral; most happiness in
/// aisle-3.mp4; …"
std::string finding_of(const std::vector<Facts>& inputs, const Facts& total);

/// The expression with the largest share, `unknown` left aside; empty label where there is none.
LabelShare dominant(const std::vector<LabelShare>&);

/// "0:12", "1:02:05": minutes and seconds of stream time.
std::string clock_time(double seconds);

}  // namespace mien::report
