#pragma once
/// \file The shapes of the API: what is known, as JSON. All are pure. (src/serve/openapi.json
/// describes them.)

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "mien/config.h"

#include "audience/ranking.h"
#include "audience/relation.h"
#include "audience/store.h"
#include "audience/tallies.h"
#include "base/json.h"
#include "cells/figures.h"
#include "cells/guarded.h"
#include "live/live.h"
#include "serve/pulse.h"
#include "statistics/statistics.h"

namespace mien::serve {

/// What may be told of a camera's last problem: where the camera is stands in the operator's log,
/// not before everyone who may look, and does not leave the store. Null: the configuration has no
/// such camera (any more); nothing is told.
std::string error_without_addresses(const CameraStatus& status, const CameraConfig* camera);
Json json_of(const CameraStatus& status, const CameraConfig* camera);
Json polygons_json(const std::map<std::string, Polygon>& polygons);
/// A camera's section as an administrator may send it back: without its addresses, which stay as
/// they are where `input` is left out (section_json.cpp).
Json section_json(const CameraConfig& camera);
/// All that the configuration names, in its order, known to the runtime yet or not.
Json cameras_json(std::span<const CameraStatus> states, const RunConfig& config);
Json json_of(const SystemFigures& system);
Json json_of(const audience::Tally& tally);
/// The event `faces`: boxes in shares of the picture.
Json faces_json(const std::string& camera, const FrameResult& result);

Json json_of(const audience::Figures& figures);
Json json_of(const audience::RatingFigures& figures);
Json json_of(const Estimate& estimate);
Json json_of(const audience::Standing& standing);
Json json_of(const audience::Relation& relation);
Json suppressed();
template <class Figure>
Json json_of(const audience::Guarded<Figure>& figure) {
  return figure.suppressed() ? suppressed() : json_of(*figure);
}

}  // namespace mien::serve
