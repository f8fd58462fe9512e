#ifdef MIEN_WITH_WEBHOOK
#include "receivers/https_post.h"

#include <chrono>
#include <thread>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mien/error.h"

namespace mien::receivers {
namespace {

using ::testing::HasSubstr;

/// A port that is listened on; nobody there takes a connection, so whoever asks waits.
class SilentServer {
 public:
  SilentServer() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 8);
  }
  ~SilentServer() { ::close(listener_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  /// One client is answered, once.
  void answer() const {
    const int client = ::accept(listener_, nullptr, nullptr);
    char request[4096];
    (void)::recv(client, request, sizeof request, 0);
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    ::send(client, text.data(), text.size(), MSG_NOSIGNAL);
    ::close(client);
  }

 private:
  const int listener_;
  int port_ = 0;
};

std::string refusal_of(const HttpsPost& post) {
  try {
    return "answered: " + https_post(post);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::output);
    return error.what();
  }
}

// libcurl's own limit, ten seconds, has other words.
TEST(HttpsPost, AStopEndsTheWaitForAServerThatNeverAnswers) {
  const SilentServer server;
  std::stop_source stop;
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  const std::string words =
      refusal_of({.url = server.url(), .body = "{}", .stop = stop.get_token()});
  EXPECT_THAT(words, HasSubstr("did not answer before mien ended"));
}

// The last facts of a store are sent when it has been told to stop.
TEST(HttpsPost, AfterAStopAServerThatAnswersAtOnceIsHeard) {
  const SilentServer server;
  const std::jthread other([&] { server.answer(); });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(refusal_of({.url = server.url(), .body = "{}", .stop = stop.get_token()}),
            "answered: {}");
}

}  // namespace
}  // namespace mien::receivers
#endif
