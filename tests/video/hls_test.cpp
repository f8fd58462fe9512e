// Live HLS as cameras' servers give it: the playlist is read again and again, over connections that
// the server would keep.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "make_clip.h"
#include "read_all.h"
#include "servers/listener.h"

namespace mien::test {
namespace {

/// Answers GET requests from what `of` gives for a path and how often that was asked for before;
/// keeps each connection as long as its client does.
class KeepingServer {
 public:
  using Answer = std::function<std::string(const std::string& path, int times)>;
  explicit KeepingServer(Answer of) : of_(std::move(of)) {
    thread_ = std::jthread([this] { take(); });
  }
  ~KeepingServer() {
    listener_.shut();
    thread_.join();
    for (const int client : clients_) ::shutdown(client, SHUT_RDWR);
    threads_.clear();
    for (const int client : clients_) ::close(client);
  }
  KeepingServer(const KeepingServer&) = delete;
  KeepingServer& operator=(const KeepingServer&) = delete;
  std::string url(const std::string& path) const { return "http://" + listener_.place() + path; }
  int asked(const std::string& path) {
    std::lock_guard lock(mutex_);
    return asked_[path];
  }
  /// Requests on the connection that had most of them.
  int most_on_one() const { return most_on_one_; }

 private:
  void take() {
    for (int client = 0; (client = listener_.accept()) >= 0;) {
      clients_.push_back(client);
      threads_.emplace_back([this, client] { serve(client); });
    }
  }
  void serve(int client) {
    std::string text;
    for (int count = 1;; ++count) {
      for (std::size_t end = 0; (end = text.find("\r\n\r\n")) == text.npos;) {
        char bytes[4096];
        const ssize_t got = ::recv(client, bytes, sizeof bytes, 0);
        if (got <= 0) return;
        text.append(bytes, static_cast<std::size_t>(got));
      }
      const std::size_t begin = text.find(' ') + 1;
      answer(client, text.substr(begin, text.find(' ', begin) - begin));
      text.erase(0, text.find("\r\n\r\n") + 4);
      int most = most_on_one_;
      while (most < count && !most_on_one_.compare_exchange_weak(most, count)) {
      }
    }
  }
  void answer(int client, const std::string& path) {
    std::unique_lock lock(mutex_);
    const int times = asked_[path]++;
    lock.unlock();
    const std::string body = of_(path, times);
    const std::string all =
        std::string("HTTP/1.1 ") + (body.empty() ? "404 Not Found" : "200 OK") +
        "\r\nConnection: keep-alive\r\nContent-Length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    for (std::size_t sent = 0; sent < all.size();) {
      const ssize_t n = ::send(client, all.data() + sent, all.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return;
      sent += static_cast<std::size_t>(n);
    }
  }

  const Answer of_;
  const Listener listener_{16};
  std::atomic<int> most_on_one_ = 0;
  std::mutex mutex_;
  std::map<std::string, int> asked_;   ///< guarded
  std::vector<int> clients_;           ///< the thread's that takes them, until it ended
  std::vector<std::jthread> threads_;  ///< as clients_
  std::jthread thread_;
};

constexpr int kFrames = 20, kParts = 6;

class LiveHls : public testing::Test {
 protected:
  void SetUp() override {
    for (int part = 0; part < kParts; ++part) {
      const std::string name = "p" + std::to_string(part) + ".ts";
      make_clip(
          folder_ / name,
          {.width = 64, .height = 48, .frames = kFrames, .gop = 10, .first_pts = part * kFrames});
      parts_["/" + name] = bytes_of(folder_ / name);
    }
  }
  /// As a recorder writes it: first three parts, then three more, then its end.
  static std::string playlist(int times) {
    std::string text =
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n";
    for (int part = 0; part < (times == 0 ? 3 : kParts); ++part)
      text += "#EXTINF:0.8,\np" + std::to_string(part) + ".ts\n";
    return times == 0 ? text : text + "#EXT-X-ENDLIST\n";
  }
  std::string answer(const std::string& path, int times) const {
    if (path.ends_with(".m3u8")) return playlist(times);
    const auto found = parts_.find(path);
    return found == parts_.end() ? std::string() : found->second;
  }

  TemporaryFolder folder_;
  std::map<std::string, std::string> parts_;
};

// What is asked over a connection that is kept, no guard sees: neither its address nor how much
// comes.
TEST_F(LiveHls, EachRequestHasAConnectionOfItsOwn) {
  KeepingServer server([&](const std::string& path, int times) { return answer(path, times); });
  EXPECT_EQ(read_all(*video::open_source(server.url("/a.m3u8"))).size(), kParts * kFrames);
  EXPECT_GE(server.asked("/a.m3u8"), 2) << "it was live";
  EXPECT_EQ(server.most_on_one(), 1);
}

// A server so slow that the playlist is due again before all of the opening is done.
TEST_F(LiveHls, APlaylistThatIsReadAgainWhileItIsOpenedLosesNothing) {
  std::atomic<int> again_while_opening = 0;
  std::atomic<bool> open = false;
  KeepingServer server([&](const std::string& path, int times) {
    if (path.ends_with(".ts")) std::this_thread::sleep_for(std::chrono::milliseconds(900));
    if (path.ends_with(".m3u8") && times > 0 && !open) ++again_while_opening;
    return answer(path, times);
  });
  const auto source = video::open_source(server.url("/a.m3u8"));
  open = true;
  EXPECT_EQ(read_all(*source).size(), kParts * kFrames);
  EXPECT_GE(again_while_opening, 1) << "else this tests nothing";
  EXPECT_EQ(source->damaged_packets(), 0);
}

// Two playlists are opened one after the other. Where the first one's part is so late that the
// second is due again by then, it is not read again (see NetworkGuard::header_read): such a
// server's renditions are to be named one by one.
TEST_F(LiveHls, OfSeveralRenditionsOfASlowServerOneIsReadByItsOwnAddress) {
  KeepingServer server([&](const std::string& path, int times) {
    if (path.ends_with(".ts")) std::this_thread::sleep_for(std::chrono::milliseconds(900));
    const std::string entry = "#EXT-X-STREAM-INF:BANDWIDTH=";
    if (path == "/a.m3u8")
      return "#EXTM3U\n" + entry + "90000\nb.m3u8\n" + entry + "80000\nc.m3u8\n";
    return answer(path, times);
  });
  EXPECT_THAT(refusal(server.url("/a.m3u8")), testing::HasSubstr("cannot be opened"));
  EXPECT_GE(server.asked("/c.m3u8"), 2) << "else this tests nothing";
  EXPECT_EQ(read_all(*video::open_source(server.url("/d.m3u8"))).size(), kParts * kFrames);
}

}  // namespace
}  // namespace mien::test
