// What pleases, by faces and by ratings, and whether both agree: ratings_query mien.db
#include <cstdio>
#include <vector>

#include "mien/audience.h"
#include "mien/error.h"

namespace {

void print(const char* title, const std::vector<mien::audience::Ranked>& contents) {
  std::printf("%s\n", title);
  for (const auto& [content, standing] : contents) {
    if (standing.suppressed())
      std::printf("  %-20s too few people to be shown\n", content.c_str());
    else
      std::printf("  %-20s %+.2f (%+.2f … %+.2f), p %.3f\n", content.c_str(), standing->mean.value,
                  standing->mean.low, standing->mean.high, standing->p_holm);
  }
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 2) {
    std::fprintf(stderr, "usage: ratings_query mien.db\n");
    return 2;
  }
  mien::AudienceDatabase database(argv[1]);
  print("by valence, -1 to 1", database.rank_by_valence());
  print("by rating, 1 to 5", database.rank_by_rating());
  const auto relation = database.relate();
  if (relation.suppressed())
    std::printf("too few ratings with faces near them to compare\n");
  else if (relation->spearman)
    std::printf("they agree by %.2f (%.2f … %.2f; Spearman, %zu pairs)\n",
                relation->spearman->value, relation->spearman->low, relation->spearman->high,
                relation->pairs);
  return 0;
} catch (const mien::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 3;
}
