// What was on the screens, told by who plays it.
#include <ranges>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "imports/play_json.h"
#include "serve/answers.h"
#include "serve/query.h"

namespace mien::serve {

http::Response answer_shown(Api& api, const http::Request& request) {
  check_query(request, {});
  const auto config = api.config.now();
  imports::PlayJsonOptions options{.now = wall_now(),
                                   .retention_days = api.store_options.retention_days.value_or(0)};
  // Where two cameras look at one screen, the first, as the command does.
  for (const CameraConfig& camera : config->cameras) options.cameras[camera.name] = camera.name;
  for (const CameraConfig& camera : config->cameras | std::views::reverse)
    if (!camera.screen.empty()) options.cameras[camera.screen] = camera.name;
  options.contents = content_names(*config);
  imports::PlayJson told = imports::read_play_json(object_of(request), options);
  const double ahead_s = static_cast<double>(told.ahead.count()) / 1e3;
  audit(api, request, "contents shown",
        fmt::format("{}, the player's clock {:+.3f} s", counted(std::ssize(told.lines), "line"),
                    ahead_s));
  const audience::PlaysAdded added = api.desk.add_shown_and_wait(std::move(told.lines), "api");
  api.cache.clear();
  return json_response({{"added", added.added},
                        {"known", added.known},
                        {"clock_offset_s", ahead_s},
                        {"clock_offset_from", told.ahead_from}},
                       201);
}

}  // namespace mien::serve
