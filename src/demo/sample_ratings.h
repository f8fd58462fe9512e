#pragma once
/// \file The demo's customers: ratings made up from what the sample clips show.

#include <random>
#include <stop_token>

#include "audience/store_desk.h"
#include "audience/tallies.h"

namespace mien::demo {

/// Hands in a rating every few seconds, source "sample": near to 3 + 2 × the content's valence now,
/// with noise.
class SampleRatings {
 public:
  SampleRatings(const audience::Tallies& tallies, audience::StoreDesk& desk)
      : tallies_(tallies), desk_(desk), engine_(std::random_device{}()) {}
  void run(std::stop_token stop);

 private:
  void rate();

  const audience::Tallies& tallies_;
  audience::StoreDesk& desk_;
  std::mt19937 engine_;
};

}  // namespace mien::demo
