// Any bytes as what a camera answers: RTSP, Motion JPEG, HLS or a container over HTTP, told by a
// server on loopback. Refused in words, or read; a session ends by itself.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mien/error.h"

#include "media/network_guard.h"
#include "video/live_source.h"

namespace {

constexpr int kIdleMs = 25;
constexpr char kSdp[] =
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    "a=rtpmap:96 H264/90000\r\na=control:track1\r\n";

/// Answers every request with a piece of the input, cut at 0xFF 0xFE.
class Camera {
 public:
  Camera() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 8);
  }
  ~Camera() { ::close(listener_); }
  std::string url(const char* scheme) const {
    return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_) + "/x";
  }

  void serve(std::string_view text, bool rtsp, const std::atomic<bool>& over) {
    while (!over) {
      pollfd wait{listener_, POLLIN, 0};
      if (::poll(&wait, 1, 5) <= 0) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      answer(client, text, rtsp, over);
      ::close(client);
    }
  }

 private:
  static void answer(int client, std::string_view& text, bool rtsp, const std::atomic<bool>& over) {
    for (int number = 1; !over; ++number) {
      pollfd wait{client, POLLIN, 0};
      char request[4096];
      if (::poll(&wait, 1, kIdleMs) <= 0) return;  // on loopback: the other side waits too
      const ssize_t got = ::recv(client, request, sizeof request, 0);
      if (got <= 0) return;
      std::string piece(text.substr(0, text.find("\xff\xfe")));
      text.remove_prefix(std::min(text.size(), piece.size() + 2));
      if (rtsp)
        piece = reply(std::string_view(request, static_cast<std::size_t>(got)), number, piece);
      ::send(client, piece.data(), piece.size(), MSG_NOSIGNAL);
      if (!rtsp) return;
    }
  }

  /// A piece that begins with '!' is sent as it is.
  static std::string reply(std::string_view request, int number, const std::string& piece) {
    if (piece.starts_with('!')) return piece.substr(1);
    const bool describe = request.starts_with("DESCRIBE");
    const std::string body = !describe ? std::string() : piece.empty() ? std::string(kSdp) : piece;
    std::string text = "RTSP/1.0 200 OK\r\nCSeq: " + std::to_string(number) +
                       "\r\nSession: 7\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n"
                       "Content-Type: application/sdp\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body;
    return request.starts_with("PLAY") ? text + piece : text;
  }

  int listener_;
  int port_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  mien::media::limit_allocations(4'000'000);
  static Camera camera;
  const bool rtsp = data[0] % 2;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::atomic<bool> over{false};
  std::jthread server([&] { camera.serve(text, rtsp, over); });
  try {
    const auto source = mien::video::open_live(camera.url(rtsp ? "rtsp" : "http"),
                                               {.transport = "tcp", .max_pixels = 4'000'000});
    mien::Frame frame;
    for (int i = 0; i < 64; ++i)
      if (source->read(frame) == mien::video::LiveSource::Step::ended) break;
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input) std::abort();
  }
  over = true;
  return 0;
}
