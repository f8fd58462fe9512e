#pragma once
/// \file Which stretches of a stream were analysed, where a run was stopped.

#include <string>
#include <utility>
#include <vector>

namespace mien::chain {

class Coverage {
 public:
  /// In seconds of stream time. Stretches come in any order and may overlap.
  void add(double begin_s, double end_s);
  double seconds() const;  ///< what several stretches cover counts once
  /// "interrupted: analysed 20.5 s of 60.0 s, from 0.0 to 10.2 s and from 40.0 to 50.3 s";
  /// empty where next to nothing of `whole_s` is missing, or `whole_s` is not known.
  std::string in_words(double whole_s) const;

 private:
  using Stretch = std::pair<double, double>;
  std::vector<Stretch> joined(double gap_s) const;  ///< by begin; gaps below `gap_s` are none

  std::vector<Stretch> stretches_;
};

}  // namespace mien::chain
