// What a connection keeps of what is sent is bounded, whatever it is called.
#include <fstream>

#include <unistd.h>

#include "service_fixture.h"

namespace mien::serve {

namespace {

constexpr char kChunked[] =
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Sends `text` over and over, up to 4 MB, until the other side answers or closes.
Answer flood(Client& client, const std::string& begin, const std::string& text) {
  client.send(begin);
  for (std::size_t sent = 0; sent < (4u << 20) && !client.has_answer(); sent += text.size())
    client.send(text);
  return client.read();
}

class Framing : public ServiceTest {};

/// Megabytes that the process holds.
double resident_mb() {
  std::ifstream file("/proc/self/statm");
  double all = 0, pages = 0;
  file >> all >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

}  // namespace

TEST_F(Framing, AnEndlessChunkExtensionIsRefused) {
  start();
  Client client(port());
  EXPECT_EQ(flood(client, std::string(kChunked) + "1;x=", std::string(4096, 'x')).status, 431);
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Framing, EndlessTrailersAreRefused) {
  start();
  Client line(port()), lines(port());
  EXPECT_EQ(flood(line, std::string(kChunked) + "0\r\nX: ", std::string(4096, 'x')).status, 431);
  EXPECT_EQ(flood(lines, std::string(kChunked) + "0\r\n", "X-Trailer: some\r\n").status, 431);
  EXPECT_TRUE(line.ended());
  EXPECT_TRUE(lines.ended());
}

TEST_F(Framing, AnEndlessHeaderIsRefused) {
  start();
  Client client(port());
  EXPECT_EQ(flood(client, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "X: some\r\n").status,
            431);
  EXPECT_TRUE(client.ended());
}

TEST_F(Framing, ChunksWithExtensionsAndTrailersOfAUsualSizeAreRead) {
  start();
  Client client(port());
  const std::string body = R"({"content": "shelf", "rating": 4})";
  char size[8];
  std::snprintf(size, sizeof size, "%zx", body.size());
  client.send("POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\n" + std::string(kJsonType) +
              "Transfer-Encoding: chunked\r\n\r\n" + size + ";name=value\r\n" + body +
              "\r\n0\r\nX-Trailer: yes\r\n\r\n");
  EXPECT_EQ(client.read().status, 201);
  EXPECT_EQ(client.ask("GET", "/healthz").status, 200) << "the connection goes on";
}

// A proxy in front may go by the other one.
TEST_F(Framing, TwoLengthsAreRefusedEvenEqualOnes) {
  start();
  for (const char* lengths : {"Content-Length: 2\r\nContent-Length: 2\r\n",
                              "Content-Length: 2, 2\r\n", "Content-Length: 2,2\r\n"}) {
    Client client(port());
    client.send("POST /login HTTP/1.1\r\nHost: localhost\r\n" + std::string(kJsonType) + lengths +
                "\r\n{}");
    EXPECT_EQ(client.read().status, 400) << lengths;
    EXPECT_TRUE(client.ended()) << lengths;
  }
}

TEST_F(Framing, WhoHasNoTokenSendsNoLargeBody) {
  with_tokens();
  start();
  EXPECT_EQ(post("/login", std::string(5000, ' ')).status, 413);
}

TEST_F(Framing, BodiesOfAllConnectionsTogetherAreBounded) {
  options_.server.memory = 64 * 1024;
  start();
  const std::string head = "POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\n" +
                           std::string(kJsonType) + "Content-Length: 60000\r\n\r\n";
  auto first = std::make_unique<Client>(port());
  first->send(head + std::string(40'000, ' '));
  Answer refused;
  for (int i = 0; i < 100 && refused.status == 0; ++i) {  // until the first one's bytes have come
    Client other(port());
    other.send(head + std::string(60'000, ' '));
    const Answer answer = other.read();
    if (answer.status == 503) refused = answer;
  }
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.has("Retry-After"));
  first.reset();
  int status = 0;
  for (int i = 0; i < 200 && status != 201; ++i) {
    status = post("/api/v1/ratings", R"({"content": "shelf", "rating": 4})").status;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(status, 201) << "what a connection held is free when it goes";
}

// 64 KiB may be held; what is only announced holds nothing.
TEST_F(Framing, AnAnnouncedLengthTakesNothing) {
  options_.server.memory = 64 * 1024;
  start();
  std::vector<std::unique_ptr<Client>> announced;
  for (int i = 0; i < 20; ++i) {
    announced.push_back(std::make_unique<Client>(port()));
    announced.back()->send("POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\n" +
                           std::string(kJsonType) + "Content-Length: 1000000\r\n\r\n{");
  }
  EXPECT_EQ(post("/api/v1/ratings", R"({"content": "shelf", "rating": 4})").status, 201);
}

// Four thousand lines of one letter are 16 KiB on the wire, and 300 KiB as they are read.
TEST_F(Framing, AHeaderOfTinyLinesIsNotKeptWhileItsBodyComes) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer keeps what was given back";
#endif
  constexpr int kClients = 150, kLines = 3900;
  start();
  std::string header = "POST /api/v1/ratings HTTP/1.1\r\nHost: localhost\r\n" +
                       std::string(kJsonType) + "Expect: 100-continue\r\nContent-Length: 10\r\n";
  for (int i = 0; i < kLines; ++i) header += "a:\r\n";
  const double before = resident_mb();
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < kClients; ++i) {
    waiting.push_back(std::make_unique<Client>(port()));
    waiting.back()->send(header + "\r\n");
    ASSERT_TRUE(waiting.back()->await("100 Continue")) << i;
  }
  EXPECT_LT(resident_mb() - before, 16);
  EXPECT_EQ(post("/api/v1/ratings", R"({"content": "shelf", "rating": 4})").status, 201);
}

TEST_F(Framing, AKiosksRatingIsTakenWhateverOthersHold) {
  options_.server.memory = 16;  // less than any rating: the others hold the rest
  start();
  EXPECT_EQ(post("/api/v1/ratings", R"({"content": "shelf", "rating": 4})").status, 201);
  EXPECT_EQ(post("/api/v1/ratings", std::string(20'000, ' ')).status, 503);
}

TEST_F(Framing, LargeAnswersToSlowReadersAreBounded) {
  options_.server.memory = 1024;
  start();
  EXPECT_EQ(get("/api/v1/openapi.json").status, 200) << "the program's own text takes no memory";
  EXPECT_EQ(get("/api/v1/status").status, 200) << "small answers are always given";
}

}  // namespace mien::serve
