/// mien/audience.h: a store's database, asked from outside.

#include <system_error>

#include "mien/audience.h"
#include "mien/error.h"

#include "audience/store.h"

namespace mien {

namespace {

const std::filesystem::path& existing(const std::filesystem::path& file, bool writable) {
  std::error_code failed;
  if (!writable && !std::filesystem::is_regular_file(file, failed))
    throw Error(ErrorKind::input, file.string(), "there is no such database",
                "name the mien.db of a run or a server");
  return file;
}

}  // namespace

class AudienceDatabase::Impl {
 public:
  Impl(const std::filesystem::path& file, const AudienceOptions& options)
      : writable(options.writable),
        store(existing(file, options.writable), {.min_audience = options.min_audience,
                                                 .utc_offset = options.utc_offset,
                                                 .reader = !options.writable}) {
    if (writable) publish();
  }

  void publish() { store.decide(store.mind_clock(wall_now()).believed); }

  const bool writable;
  audience::Store store;
};

AudienceDatabase::AudienceDatabase(const std::filesystem::path& file,
                                   const AudienceOptions& options)
    : impl_(std::make_unique<Impl>(file, options)) {}
AudienceDatabase::~AudienceDatabase() = default;
AudienceDatabase::AudienceDatabase(AudienceDatabase&&) noexcept = default;
AudienceDatabase& AudienceDatabase::operator=(AudienceDatabase&&) noexcept = default;

int AudienceDatabase::min_audience() const { return impl_->store.min_audience(); }

audience::Guarded<audience::Figures> AudienceDatabase::totals(const audience::Filter& filter) {
  return impl_->store.totals(filter);
}
std::map<std::string, audience::Guarded<audience::Figures>> AudienceDatabase::by_content(
    const audience::Filter& filter) {
  return impl_->store.by_content(filter);
}
std::map<std::string, audience::Guarded<audience::RatingFigures>>
AudienceDatabase::ratings_by_content(const audience::Filter& filter) {
  return impl_->store.ratings_by_content(filter);
}
std::vector<audience::SeriesPoint> AudienceDatabase::series(audience::Span span,
                                                            const audience::Filter& filter) {
  return impl_->store.series(span, filter);
}
std::vector<audience::Ranked> AudienceDatabase::rank_by_valence(const audience::Filter& filter,
                                                                double confidence) {
  return impl_->store.rank_by_valence(filter, confidence);
}
std::vector<audience::Ranked> AudienceDatabase::rank_by_rating(const audience::Filter& filter,
                                                               double confidence) {
  return impl_->store.rank_by_rating(filter, confidence);
}
audience::Guarded<audience::Relation> AudienceDatabase::relate(
    const audience::Filter& filter, const audience::RelationOptions& options) {
  return impl_->store.relate(filter, options);
}

audience::RatingsAdded AudienceDatabase::add_ratings(std::span<const audience::Rating> ratings) {
  if (!impl_->writable)
    throw Error(ErrorKind::usage, impl_->store.path().string(), "was opened to be read",
                "open it with AudienceOptions::writable");
  try {
    const audience::RatingsAdded added = impl_->store.add_ratings(ratings);
    impl_->publish();
    return added;
  } catch (const audience::RatingConflict& conflict) {
    throw Error(ErrorKind::input, conflict.where(), conflict.reason(), conflict.remedy());
  }
}

}  // namespace mien
