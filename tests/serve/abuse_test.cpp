// What the other side should not do.
#include <nlohmann/json.hpp>

#include "mien/error.h"

#include "service_fixture.h"

namespace mien::serve {

TEST_F(ServiceTest, ASlowHeaderOrBodyDoesNotHoldAConnection) {
  options_.server.header_time = std::chrono::milliseconds(300);
  start();
  Client silent(port()), slow(port());
  slow.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(slow.ended());
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServiceTest, AFewBytesNowAndThenDoNotExtendTheTime) {
  options_.server.header_time = std::chrono::milliseconds(500);
  start();
  Client dripping(port());
  std::jthread drip([&](std::stop_token stop) {
    dripping.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    while (!stop.stop_requested()) {
      dripping.send("x");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  EXPECT_TRUE(dripping.ended());
}

TEST_F(ServiceTest, MoreThanFitsIsRefused) {
  start();
  Client large(port());
  large.send("GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + std::string(20'000, 'x') +
             "\r\n\r\n");
  EXPECT_EQ(large.read().status, 431);
  Client body(port());
  body.send(
      "POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 99999999999\r\n\r\n{");
  EXPECT_EQ(body.read().status, 413);
  EXPECT_TRUE(body.ended());
  Client chunks(port());
  chunks.send(
      "POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  for (int i = 0; i < 20; ++i) chunks.send(chunk);
  EXPECT_EQ(chunks.read().status, 413);
}

TEST_F(ServiceTest, WhatIsNoHttpIsAnsweredAndClosed) {
  start();
  const std::string bad[] = {
      "HELLO\r\n\r\n",
      "GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
      "GET /\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
      "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: "
      "chunked\r\n\r\n{}",
      "GET / HTTP/1.1\r\n\r\n",
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc", 9) + std::string(60, '\0'),
  };
  for (const std::string& text : bad) {
    Client client(port());
    client.send(text);
    EXPECT_EQ(client.read().status, 400) << text;
  }
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(ServiceTest, NoFileIsReachedByItsPath) {
  start();
  for (const char* path :
       {"/assets/../../../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd", "/assets/..%5c..%5cetc", "//etc/passwd", "/assets/%00",
        "/rate/../../etc/passwd", "/api/v1/cameras/..%2f..%2fetc%2fpasswd"}) {
    const Answer answer = get(path);
    EXPECT_TRUE(answer.status == 400 || answer.status == 404) << path << " " << answer.status;
    EXPECT_FALSE(answer.has("root:")) << path;
  }
}

TEST_F(ServiceTest, HeadersCannotBeForged) {
  start();
  for (const char* path : {"/api/v1/cameras/a%0d%0aSet-Cookie:%20x=1", "/rate/a%0aX:%20y",
                           "/api/v1/figures?camera=%0d%0aX-Forged:%201"}) {
    const Answer answer = get(path);
    EXPECT_EQ(answer.status, 400) << path;
    EXPECT_FALSE(answer.has("Set-Cookie")) << path;
    EXPECT_FALSE(answer.has("X-Forged")) << path;
  }
}

TEST_F(ServiceTest, NothingSecretIsInAnswersOrMessages) {
  with_tokens();
  start();
  std::string seen;
  for (const char* path : {"/api/v1/status", "/api/v1/cameras", "/api/v1/cameras/aisle", "/metrics",
                           "/api/v1/audit", "/api/v1/contents", "/api/v1/cameras/nothing"})
    seen += get(path, bearer(kAdmin)).body;
  seen += get("/api/v1/status", bearer("wrong-token-that-somebody-typed")).body;
  seen += ask("PUT", "/api/v1/cameras/aisle", std::string(kJsonType) + bearer(kAdmin),
              R"({"input": "rtsp://user:secret@camera/1", "detect": {"fps": -1}})")
              .body;
  const std::string messages = said();
  for (const std::string& secret : {std::string("secret"), std::string(kAdmin), std::string(kRead),
                                    std::string("wrong-token"), folder_.string()}) {
    EXPECT_EQ(seen.find(secret), std::string::npos) << secret;
    EXPECT_EQ(messages.find(secret), std::string::npos) << secret;
  }
}

TEST_F(ServiceTest, AnAddressInUseIsNamed) {
  start();
  ServiceOptions second = options_;
  second.config.server.listen = "127.0.0.1:" + std::to_string(port());
  second.config.sqlite = (folder_ / "second.db").string();
  try {
    Service service(second);
    FAIL() << "two servers on one port";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("another program"), std::string::npos);
  }
}

TEST_F(ServiceTest, StoppingAnswersWhatIsUnderWayAndEndsStreams) {
  start();
  Client reader(port()), idle(port());
  reader.send("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
  ASSERT_TRUE(reader.await(": mien\n\n"));
  EXPECT_EQ(idle.ask("GET", "/healthz").status, 200);
  service_->stop();
  EXPECT_TRUE(reader.ended());
  EXPECT_TRUE(idle.ended());
}

}  // namespace mien::serve
