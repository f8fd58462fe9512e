#pragma once
/// \file When a figure of a cell may be published. All are pure.
///
/// **Why a figure may not always follow its people.** The time under all labels together is about
/// the dwell, which is published with the cell's people. Where labels of several such cells are
/// published together, later, a label that only one person of one of the cells showed must not be
/// what is left of that cell's dwell without the others (docs/adr/0017).

#include <optional>
#include <span>
#include <vector>

#include "cells/guarded.h"
#include "cells/sums.h"

namespace mien::audience {

/// Enough people, or nobody at all, behind the figure and behind each of its parts.
bool fits(Figure figure, const Sums& sums, LeastPeople rule);
/// Is there anything of the figure?
bool holds(Figure figure, const Sums& sums);

/// Ratings whose answers are not told with them: n, sum and sum of squares of five small whole
/// numbers together are often those of one set of answers. The squares are then the largest that
/// the sum allows (each v² ≤ 6 v − 5 on 1 .. 5), and say nothing that it does not: intervals become
/// wider, never narrower.
Sums without_rating_spread(Sums sums);

/// Labels of a group in which some were shown by too few: those are hidden, with the smallest of
/// the others where they alone would be what is left of the whole. None: nothing can be told.
std::optional<Sums> with_hidden_labels(const Sums& sums, LeastPeople rule);

/// Which of these groups' labels may be published as one: those in which one and the same label was
/// shown by enough people, so that no group's rest can be told from the others'. Places in
/// `groups`.
std::vector<std::size_t> alike_in_labels(std::span<const Sums> groups, LeastPeople rule);
/// May these groups' answers be published as one? Cuts groups from answers: no cut may have fewer
/// people on it than the rule asks for.
bool tied_by_answers(std::span<const Sums> groups, LeastPeople rule);

}  // namespace mien::audience
