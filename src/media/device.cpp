#include "media/device.h"

extern "C" {
#include <libavdevice/avdevice.h>
}

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "base/descriptor.h"

namespace mien::media {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& what,
                         const std::string& remedy) {
  throw Error(ErrorKind::input, name, what, remedy);
}

void check_node(const std::string& name, const std::string& device) {
  struct stat status {};
  if (::stat(device.c_str(), &status) != 0) {
    refuse(name, "there is no such device", "list them: ls /dev/video*");
  }
  if (!S_ISCHR(status.st_mode))
    refuse(name, "is not a camera", "give a device such as /dev/video0");
  const Descriptor node(::open(device.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
  if (!node) {
    if (errno == EBUSY) refuse(name, "the camera is in use by another program", "close that one");
    if (errno == EACCES) {
      refuse(name, "this user may not open the camera", "add the user to the group video");
    }
    refuse(name, std::string("the camera cannot be opened: ") + std::strerror(errno), "");
  }
  v4l2_capability can{};
  if (::ioctl(node.get(), VIDIOC_QUERYCAP, &can) != 0) {
    refuse(name, "is not a camera", "give a device such as /dev/video0");
  }
  const auto has = can.capabilities & V4L2_CAP_DEVICE_CAPS ? can.device_caps : can.capabilities;
  if (!(has & V4L2_CAP_VIDEO_CAPTURE)) {
    refuse(name, "provides no pictures (it is a camera's control node, or an output)",
           "try the next number");
  }
}

}  // namespace

const AVInputFormat* device_format(const std::string& name, const std::string& device) {
  static const bool registered = [] {
    avdevice_register_all();
    return true;
  }();
  static_cast<void>(registered);
  check_node(name, device);
  const AVInputFormat* format = av_find_input_format("video4linux2");
  if (!format) refuse(name, "this build of FFmpeg reads no cameras", "install libavdevice");
  return format;
}

}  // namespace mien::media
