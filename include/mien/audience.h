#pragma once
/// \file The audience of a store: what its database (mien.db) may say, and ratings into it.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mien/export.h"
#include "mien/figures.h"

namespace mien {

struct AudienceOptions {
  /// People behind any figure that is given, ≥ 1. None: as the file was last told.
  std::optional<int> min_audience;
  UtcOffset utc_offset;  ///< of the store's clock: where its days begin; empty: UTC
  /// Ratings will be added: the file is made where there is none, and brought up to date. Else it
  /// must exist, nothing in it is changed, and no other program is waited for.
  bool writable = false;
};

/// A database of stays and ratings. Every figure is a sum of published groups, each of at least the
/// minimum audience; no row is given out. A group is published once its hour is over, and ten
/// minutes for what comes late: by a server, by a run, or where the file is opened `writable`. One
/// thread at a time; other programs may have the same file open, a server among them. Errors are
/// Error(output) that name the file, Error(input) where there is none.
class MIEN_API AudienceDatabase {
 public:
  explicit AudienceDatabase(const std::filesystem::path& file, const AudienceOptions& options = {});
  ~AudienceDatabase();
  AudienceDatabase(AudienceDatabase&&) noexcept;
  AudienceDatabase& operator=(AudienceDatabase&&) noexcept;

  int min_audience() const;
  audience::Guarded<audience::Figures> totals(const audience::Filter& filter = {});
  std::map<std::string, audience::Guarded<audience::Figures>> by_content(
      const audience::Filter& filter = {});
  std::map<std::string, audience::Guarded<audience::RatingFigures>> ratings_by_content(
      const audience::Filter& filter = {});
  std::vector<audience::SeriesPoint> series(audience::Span span,
                                            const audience::Filter& filter = {});

  /// Contents by mean valence, or by mean rating, best first, with intervals and p-values corrected
  /// for their number (Holm).
  std::vector<audience::Ranked> rank_by_valence(const audience::Filter& filter = {},
                                                double confidence = 0.95);
  std::vector<audience::Ranked> rank_by_rating(const audience::Filter& filter = {},
                                               double confidence = 0.95);
  /// Do ratings and expressions agree?
  audience::Guarded<audience::Relation> relate(const audience::Filter& filter = {},
                                               const audience::RelationOptions& options = {});

  /// All of them or, on an error, none; on disk when it returns, and in the figures once their hour
  /// is over. Equal ones are kept once, and a
  /// named one (`Rating::source_row`) once for good. Throws Error(input) where a value is beyond
  /// 1 … 5, a time before 1970, or a name another rating's; Error(usage) where it is not
  /// `writable`.
  audience::RatingsAdded add_ratings(std::span<const audience::Rating> ratings);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
