// Any bytes as what a camera answers: RTSP, Motion JPEG, HLS or a container over HTTP, told by a
// server on loopback. Refused in words, or read, awake and at rest; a session ends by itself. It
// waits rather than works: run many side by side.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mien/error.h"

#include "base/networks.h"
#include "media/network_guard.h"
#include "servers/listener.h"
#include "video/live_source.h"

namespace {

constexpr int kLookMs = 3;  ///< on loopback what was sent is there at once
/// Looks in a row at which the reader slept and nothing came: it waits for more, or for a picture's
/// time to come.
constexpr int kWaits = 2, kWaitsInVain = 20;
constexpr char kSdp[] =
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\n"
    "a=rtpmap:96 H264/90000\r\na=control:track1\r\n";

/// What this input's first byte says.
struct Kind {
  explicit Kind(unsigned bits)
      : rtsp(bits & 1), any_address(bits & 2), any_transport(bits & 4), rests(bits & 8) {}
  bool rtsp, any_address, any_transport, rests;
};

/// Answers every request with a piece of the input, cut at 0xFF 0xFE.
class Camera {
 public:
  Camera() : over_(::eventfd(0, 0)) {}
  ~Camera() { ::close(over_); }
  std::string url(const char* scheme) const {
    return std::string(scheme) + "://" + listener_.place() + "/x";
  }

  /// Until `hang_up`. Sets `give_up` when the reader, a thread of this process, waits in vain.
  void serve(std::string_view text, bool rtsp, pid_t reader, std::atomic<bool>& give_up) {
    text_ = text;
    reader_ = reader;
    while (const Came came = await(listener_.socket(), kWaitsInVain)) {
      if (came == Came::nothing) {
        give_up = true;
        continue;
      }
      const int client = listener_.accept();
      answer(client, rtsp);
      ::close(client);
    }
    std::uint64_t ignored = 0;
    static_cast<void>(::read(over_, &ignored, sizeof ignored));
  }
  void hang_up() {
    const std::uint64_t one = 1;
    static_cast<void>(::write(over_, &one, sizeof one));
  }

 private:
  enum Came { over, something, nothing };

  /// `nothing`: not within so many looks at which the reader slept.
  Came await(int socket, int looks) const {
    for (int slept = 0; slept < looks; slept = reader_sleeps() ? slept + 1 : 0) {
      pollfd wait[] = {{socket, POLLIN, 0}, {over_, POLLIN, 0}};
      if (::poll(wait, 2, kLookMs) <= 0) continue;
      return wait[1].revents != 0 ? Came::over : Came::something;
    }
    return Came::nothing;
  }

  bool reader_sleeps() const {
    std::ifstream stat("/proc/self/task/" + std::to_string(reader_) + "/stat");
    std::string line;
    std::getline(stat, line);
    const std::size_t name_end = line.rfind(')');
    return name_end == line.npos || line.substr(name_end + 2, 1) == "S";
  }

  void answer(int client, bool rtsp) {
    for (int number = 1; await(client, kWaits) == Came::something; ++number) {
      char request[4096];
      const ssize_t got = ::recv(client, request, sizeof request, 0);
      if (got <= 0) return;
      std::string piece(text_.substr(0, text_.find("\xff\xfe")));
      text_.remove_prefix(std::min(text_.size(), piece.size() + 2));
      if (rtsp)
        piece = reply(std::string_view(request, static_cast<std::size_t>(got)), number, piece);
      ::send(client, piece.data(), piece.size(), MSG_NOSIGNAL);
      if (!rtsp) return;
      if (text_.empty()) ::shutdown(client, SHUT_WR);  // nothing more will be said
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

  const mien::test::Listener listener_;
  const int over_;
  std::string_view text_;
  pid_t reader_ = 0;
};

bool this_machine(const mien::Address& address) {
  return mien::AddressBlock::parse("127.0.0.0/8")->contains(address);
}

void look(const std::string& url, Kind kind, const std::atomic<bool>& stop) {
  mien::video::LiveOptions options{
      .stop = &stop,
      .transport = kind.any_transport ? mien::Transport::automatic : mien::Transport::tcp,
      .max_pixels = 4'000'000};
  if (!kind.any_address) options.rule = this_machine;
  try {
    const auto source = mien::video::open_live(url, options);
    mien::Frame frame;
    for (int i = 0; i < 64; ++i) {
      if (kind.rests)
        source->rest(i % 16 < 4    ? mien::video::Rest::none
                     : i % 16 < 10 ? mien::video::Rest::between
                                   : mien::video::Rest::whole);
      if (source->read(frame) == mien::video::LiveSource::Step::ended) break;
    }
  } catch (const mien::Error& error) {
    if (error.kind() != mien::ErrorKind::input) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  mien::media::limit_allocations(4'000'000);
  static Camera camera;
  const Kind kind(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  std::atomic<bool> give_up{false};
  std::jthread server([&, reader = ::gettid()] { camera.serve(text, kind.rtsp, reader, give_up); });
  look(camera.url(kind.rtsp ? "rtsp" : "http"), kind, give_up);
  camera.hang_up();
  return 0;
}
