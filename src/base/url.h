#pragma once
#include <string>

namespace mien {

/// What an input is: a file, a folder or a pattern of this machine; loop:FILE, a file that is
/// replayed as a camera; v4l2:DEVICE; SCHEME://REST.
enum class InputKind { path, replay, device, address };

/// What exists as a path is a path, whatever it looks like.
InputKind input_kind(const std::string& input);

/// The file or device of this machine: the input without its loop: or v4l2:.
std::string file_behind(const std::string& input);

/// "rtsp", "http", … of "SCHEME://REST" in lower case; empty for anything else, paths among them.
std::string url_scheme(const std::string& input);

/// The URL with its user name and password as "***@", and the values of parameters that look like
/// them as "***": what may be shown, logged and stored.
std::string masked(const std::string& url);

}  // namespace mien
