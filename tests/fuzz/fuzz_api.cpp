// Any bytes as what a client sends: the target of a request, a cookie, a Host, a camera's section.
// Refused in words, or read to what the server can work with.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "mien/error.h"

#include "base/utf8.h"
#include "http/auth.h"
#include "http/route.h"
#include "http/url.h"
#include "serve/config_desk.h"
#include "serve/routes.h"

namespace {

using namespace mien::http;

void must(bool holds) {
  if (!holds) std::abort();
}

void target(std::string_view text) {
  std::string problem;
  const auto target = parse_target(text, problem);
  if (!target) return must(!problem.empty());
  for (const std::string& segment : target->segments) {
    must(mien::is_utf8(segment) && !segment.empty() && segment != "." && segment != "..");
    for (const char c : segment) must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    must(percent_decode(percent_encode(segment), false) == segment);
  }
  for (const Method method : {Method::get, Method::post, Method::put, Method::del, Method::other}) {
    const Match found = match(mien::serve::routes(), method, target->segments);
    must(!found.route || found.route->method == method);
  }
}

void camera(const std::string& body) {
  static const mien::RunConfig config{.contents = {{"cereal", {}}, {"bread", {}}}};
  try {
    const mien::CameraConfig camera = mien::serve::camera_of_json("fuzz", body, config);
    must(camera.name == "fuzz" && !camera.input.empty());
  } catch (const mien::Error& error) {
    must(error.kind() == mien::ErrorKind::usage && !error.remedy().empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text{reinterpret_cast<const char*>(data + 1), size - 1};
  switch (data[0] % 4) {
    case 0:
      target(text);
      break;
    case 1:
      cookie_value(text, kTokenCookie);
      break;
    case 2:
      must(!is_loopback(host_name(text)) || !host_name(text).empty());
      break;
    default:
      camera(text);
  }
  return 0;
}
