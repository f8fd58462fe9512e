// Many at once: who makes way for whom, and whose questions wait for nobody.
#include <algorithm>
#include <chrono>

#include <gmock/gmock.h>

#include "mien/error.h"

#include "audience/store.h"
#include "base/deadline.h"
#include "serve/answers.h"
#include "serve/routes.h"
#include "service_fixture.h"

namespace mien::serve {

namespace {

constexpr char kRating[] = R"({"content": "shelf", "rating": 4})";

class Crowd : public ServiceTest {
 protected:
  /// `count` connections that were answered and are kept.
  std::vector<std::unique_ptr<Client>> idle(int count) {
    std::vector<std::unique_ptr<Client>> all;
    for (int i = 0; i < count; ++i) {
      all.push_back(std::make_unique<Client>(port()));
      EXPECT_EQ(all.back()->ask("GET", "/healthz").status, 200) << i;
    }
    return all;
  }
};

}  // namespace

TEST_F(Crowd, IdleConnectionsMakeWay) {
  options_.config.server.max_connections = 8;
  start();
  const auto crowd = idle(40);
  EXPECT_TRUE(crowd.front()->ended()) << "the one that was idle for longest";
  EXPECT_EQ(crowd.back()->ask("GET", "/healthz").status, 200) << "the newest one goes on";
  EXPECT_EQ(post("/api/v1/ratings", kRating).status, 201);
}

TEST_F(Crowd, HalfRequestsMakeWay) {
  options_.config.server.max_connections = 8;
  start();
  std::vector<std::unique_ptr<Client>> half;
  for (int i = 0; i < 40; ++i) {
    half.push_back(std::make_unique<Client>(port()));
    half.back()->send(i % 2 ? "GET /healthz HTTP/1.1\r\nHost: "
                            : "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                              "application/json\r\nContent-Length: 100\r\n\r\n{");
  }
  EXPECT_EQ(post("/api/v1/ratings", kRating).status, 201);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Crowd, AKiosksConnectionIsKeptWhereOthersMakeWay) {
  options_.config.server.max_connections = 8;
  start();
  Client kiosk(port());
  EXPECT_EQ(kiosk.ask("POST", "/api/v1/ratings", kJsonType, kRating).status, 201);
  const auto crowd = idle(40);
  EXPECT_EQ(kiosk.ask("POST", "/api/v1/ratings", kJsonType, kRating).status, 201)
      << "forty later ones did not push it out";
}

TEST_F(Crowd, WhereAllAreAtWorkTheNextOneIsToldSo) {
  options_.config.server.max_connections = 3;
  start();
  store_->hangs = true;
  std::vector<std::unique_ptr<Client>> busy;
  for (int i = 0; i < 3; ++i) {
    busy.push_back(std::make_unique<Client>(port()));
    busy.back()->send("GET /api/v1/cameras/aisle/picture HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));  // until they are at work
  int status = 200;
  for (int i = 0; i < 200 && status != 503; ++i) {
    Client next(port());
    status = next.ask("GET", "/healthz").status;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(status, 503);
  store_->hangs = false;
  for (auto& one : busy) EXPECT_EQ(one->read().status, 200) << "work is never cut off";
}

TEST_F(Crowd, ReadersOfEventsTakeHalfOfThePlaces) {
  options_.config.server.max_connections = 8;
  start();
  std::vector<std::unique_ptr<Client>> readers;
  for (int i = 0; i < 4; ++i) {
    readers.push_back(std::make_unique<Client>(port()));
    readers.back()->send("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ASSERT_TRUE(readers.back()->await(": mien\n\n")) << i;
  }
  EXPECT_EQ(get("/api/v1/live").status, 503);
  readers.pop_back();
  bool again = false;
  for (int i = 0; i < 1000 && !again; ++i) {
    Client next(port());
    next.send("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    again = next.await("mien\n\n") && next.text().find(" 503 ") == std::string::npos;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(again) << "a place that is given back is free";
}

TEST_F(Crowd, ARatingDoesNotWaitForOtherQuestions) {
  start();
  store_->hangs = true;
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < 12; ++i) {
    waiting.push_back(std::make_unique<Client>(port()));
    waiting.back()->send("GET /api/v1/cameras/aisle/picture HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  EXPECT_EQ(post("/api/v1/ratings", kRating).status, 201);
  EXPECT_EQ(get("/api/v1/status").status, 200);
  EXPECT_EQ(get("/api/v1/figures").status, 200);
  EXPECT_EQ(get("/api/v1/contents/shelf").status, 200);
  store_->hangs = false;
}

TEST(Lanes, EveryRouteOfAScopeHasItsLane) {
  for (const http::Route& route : routes()) {
    if (route.scope == http::Scope::rate) {
      EXPECT_EQ(route.on, http::On::kiosk) << route.pattern;
    }
    if (route.scope == http::Scope::admin) {
      const bool pauses = route.method == http::Method::post && route.pattern.ends_with("/pause");
      EXPECT_EQ(route.on, pauses ? http::On::hand : http::On::admin) << route.pattern;
    }
    if (route.scope == http::Scope::read) {
      EXPECT_NE(route.on, http::On::kiosk) << route.pattern;
      EXPECT_NE(route.on, http::On::admin) << route.pattern;
    }
  }
}

TEST_F(Crowd, RatingsAreCountedNotRequests) {
  options_.gate.local_rating_burst = 50;
  options_.gate.local_rating_per_second = 0.001;
  start();
  std::string many = R"({"ratings": [)";
  for (int i = 0; i < 40; ++i) many += std::string(i ? "," : "") + kRating;
  many += "]}";
  EXPECT_EQ(post("/api/v1/ratings", many).status, 201);
  const Answer refused = post("/api/v1/ratings", many);
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(refused.has("Retry-After"));
  EXPECT_EQ(post("/api/v1/ratings", kRating).status, 201) << "ten are left";
}

TEST_F(Crowd, AThreadThatEndsByAnExceptionIsTheServersFailure) {
  start();
  EXPECT_FALSE(service_->failure());
  store_->breaks = true;
  for (int i = 0; i < 500 && !service_->failure(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  ASSERT_TRUE(service_->failure());
  try {
    std::rethrow_exception(service_->failure());
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_THAT(error.what(), testing::HasSubstr("mien-pulse"));
    EXPECT_THAT(error.what(), testing::HasSubstr("the cameras broke"));
  }
  EXPECT_THAT(said(), testing::HasSubstr("the cameras broke"));
}

TEST_F(Crowd, EveryVitalThreadShowsThatItLives) {
  start();
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  EXPECT_THAT(service_->silent(std::chrono::seconds(20)), testing::IsEmpty());
  store_->hangs = true;
  Client stuck(port());
  stuck.send("GET /api/v1/cameras/aisle/picture HTTP/1.1\r\nHost: localhost\r\n\r\n");
  bool told = false;
  for (int i = 0; i < 1000 && !told; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const auto silent = service_->silent(std::chrono::milliseconds(1200));
    told = std::ranges::find(silent, "mien-pictures") != silent.end();
  }
  store_->hangs = false;
  EXPECT_TRUE(told);
}

TEST(Overdue, IsAnsweredAsTryLater) {
  const http::Response response = response_of_exception(std::make_exception_ptr(Overdue()));
  EXPECT_EQ(response.status, 503);
  ASSERT_FALSE(response.headers.empty());
  EXPECT_EQ(response.headers.front().first, "Retry-After");
}

}  // namespace mien::serve
