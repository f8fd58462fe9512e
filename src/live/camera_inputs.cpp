#include "live/camera_inputs.h"

#include <algorithm>
#include <filesystem>

#include "mien/error.h"

#include "base/networks.h"
#include "base/url.h"
#include "media/resolve.h"

namespace mien::live {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const CameraConfig& camera, const char* what, const char* remedy) {
  throw Error(ErrorKind::usage, "camera '" + camera.name + "', input", what, remedy);
}

/// Links and ".." resolved: what would be opened.
bool is_within(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  if (error) return false;
  const fs::path root = fs::weakly_canonical(folder, error);
  if (error) return false;
  const fs::path below = real.lexically_relative(root);
  return !below.empty() && *below.begin() != "..";
}

void check_file(const CameraConfig& camera, const std::string& path, const CameraInputs& allowed) {
  const auto holds = [&](const std::string& folder) { return is_within(path, folder); };
  if (path.empty() || path.front() != '/' || std::ranges::none_of(allowed.folders, holds))
    refuse(camera, "cameras that are added over the API may not use this file or device",
           "allow its folder in server.camera_inputs.folders, or add the camera in the file");
}

void check_input(const CameraConfig& camera, const std::string& input,
                 const CameraInputs& allowed) {
  const InputKind kind = input_kind(input);
  if (kind == InputKind::replay || kind == InputKind::device)
    return check_file(camera, file_behind(input), allowed);
  const std::string scheme = url_scheme(input);
  if (scheme != "rtsp" && scheme != "rtsps" && scheme != "http" && scheme != "https")
    refuse(camera, "is not a camera address that the API accepts", "give rtsp:// or http(s)://");
  const std::string host = media::host_of(input);
  const auto address = parse_address(host);
  if (host.empty()) refuse(camera, "is an address without a host", "write rtsp://HOST/PATH");
  if (address && !may_reach(*address, allowed.networks))
    refuse(camera, "cameras that are added over the API may not use this address",
           "allow its network in server.camera_inputs.networks, or add the camera in the file");
}

}  // namespace

void check_inputs(const CameraConfig& camera, const CameraInputs& allowed) {
  check_input(camera, camera.input, allowed);
  if (!camera.detect_input.empty()) check_input(camera, camera.detect_input, allowed);
}

}  // namespace mien::live
