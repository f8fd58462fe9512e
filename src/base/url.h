#pragma once
#include <string>
#include <string_view>

namespace mien {

/// What an input begins with that replays a file as a camera, or is a device of this machine.
inline constexpr std::string_view kReplayed = "loop:", kDevice = "v4l2:";

/// "rtsp", "http", … of "SCHEME://REST" in lower case; empty for anything else, paths among them.
std::string url_scheme(const std::string& input);

/// The URL with its user name and password as "***@", and the values of parameters that look like
/// them as "***": what may be shown, logged and stored.
std::string masked(const std::string& url);

}  // namespace mien
