#include "serve/answers.h"
#include "serve/hub_office.h"

namespace mien::serve {

http::Response answer_proposals(Api& api, const http::Request& request) {
  if (!api.hub) return json_response({{"hub", false}, {"proposals", Json::array()}});
  return api.hub->answer_proposals(api, request);
}

http::Response answer_proposal(Api& api, const http::Request& request) {
  if (api.hub) return api.hub->answer_proposal(api, request);
  throw http::Refusal{404, "hub", "this server has none", "start it with mien serve --hub FILE"};
}

}  // namespace mien::serve
