#ifdef MIEN_WITH_WEBHOOK
#include "receivers/https_post.h"

#include <chrono>
#include <thread>

#include <gmock/gmock.h>

#include "mien/error.h"

#include "servers/listener.h"

namespace mien::receivers {
namespace {

using ::testing::HasSubstr;

/// A port that is listened on; nobody there takes a connection, so whoever asks waits.
class SilentServer {
 public:
  std::string url() const { return "http://" + listener_.place() + "/"; }
  /// One client is answered, once.
  void answer() const {
    const int client = listener_.accept();
    char request[4096];
    (void)::recv(client, request, sizeof request, 0);
    const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    ::send(client, text.data(), text.size(), MSG_NOSIGNAL);
    ::close(client);
  }

 private:
  const test::Listener listener_;
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
