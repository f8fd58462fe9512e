// Threads that may not die unseen, and what a service manager hears of them.
#include <cstddef>
#include <cstring>
#include <filesystem>

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/crew.h"
#include "base/deadline.h"
#include "base/life_signs.h"
#include "base/networks.h"
#include "base/service_manager.h"
#include "base/sqlite_database.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Crew, TellsWhichThreadAnExceptionEnded) {
  std::mutex mutex;
  std::vector<std::string> ended;
  {
    Crew crew([&](const std::string& thread, std::exception_ptr failure) {
      std::lock_guard lock(mutex);
      ended.push_back(thread);
      EXPECT_THROW(std::rethrow_exception(failure), std::runtime_error);
    });
    crew.start("breaks", [](std::stop_token) { throw std::runtime_error("broken"); });
    crew.start("ends", [](std::stop_token) {});
  }
  EXPECT_THAT(ended, ElementsAre("breaks"));
}

TEST(LifeSigns, NameThreadsThatAreSilent) {
  LifeSigns signs;
  const auto works = signs.watch("works"), rests = signs.watch("rests");
  auto ends = signs.watch("ends");
  for (const auto& sign : {works, rests, ends}) sign->beat();
  rests->rest();
  const double later = steady_ms() + 10'000;
  EXPECT_THAT(signs.silent(20'000, later), IsEmpty());
  EXPECT_THAT(signs.silent(5000, later), ElementsAre("works", "ends"));
  ends.reset();
  EXPECT_THAT(signs.silent(5000, later), ElementsAre("works"));
}

/// A datagram socket as a service manager has it.
class Manager {
 public:
  explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    bound_ = ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0;
  }
  ~Manager() { ::close(socket_); }
  bool bound() const { return bound_; }
  std::string heard() {
    char text[256];
    const ssize_t got = ::recv(socket_, text, sizeof text, MSG_DONTWAIT);
    return got > 0 ? std::string(text, static_cast<std::size_t>(got)) : std::string();
  }

 private:
  int socket_;
  bool bound_ = false;
};

TEST(ServiceManager, HearsOverAPathAndAnAbstractName) {
  const std::string own = std::to_string(::getpid());
  const std::string path =
      (std::filesystem::temp_directory_path() / ("mien-notify-" + own)).string();
  for (const std::string& name : {path, "@mien-notify-" + own}) {
    Manager manager(name);
    ASSERT_TRUE(manager.bound()) << name;
    EXPECT_TRUE(ServiceManager(name).tell("READY=1"));
    EXPECT_EQ(manager.heard(), "READY=1");
  }
  std::filesystem::remove(path);
}

TEST(ServiceManager, WhereNobodyListensNothingIsSent) {
  for (const char* name : {"", "relative", "/no/such/socket", "@nobody-listens-here"})
    EXPECT_FALSE(ServiceManager(name).tell("READY=1")) << name;
  EXPECT_FALSE(ServiceManager("/" + std::string(200, 'x')).tell("READY=1"));
}

TEST(Deadline, EndsALongQuestionAndNothingElse) {
  Database database(":memory:");
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  {
    const Deadline deadline(Deadline::Clock::now() + std::chrono::milliseconds(50));
    EXPECT_THROW(database.integer(endless), Overdue);
    EXPECT_THROW(database.prepare(endless).next(), Overdue);
    EXPECT_THROW(database.execute(endless), Overdue);
    EXPECT_THROW(Deadline::check(), Overdue);
  }
  EXPECT_EQ(database.integer("SELECT 7"), 7) << "the next question has its own time";
  EXPECT_NO_THROW(Deadline::check());
}

TEST(Networks, WhereCamerasNamedByTheApiMayBe) {
  const auto may = [](const char* address, std::vector<std::string> networks = {}) {
    return may_reach(parse_address(address).value(), networks);
  };
  for (const char* camera : {"10.0.0.7", "192.168.1.20", "172.16.0.9", "203.0.113.4", "fd00::7",
                             "2001:db8::1", "::ffff:10.0.0.7"})
    EXPECT_TRUE(may(camera)) << camera;
  for (const char* never :
       {"127.0.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fd00:ec2::254"})
    EXPECT_FALSE(may(never)) << never;
  EXPECT_TRUE(may("10.0.0.7", {"10.0.0.0/8"}));
  EXPECT_FALSE(may("192.168.1.20", {"10.0.0.0/8"}));
  EXPECT_TRUE(may("127.0.0.1", {"127.0.0.1"})) << "what is named is meant";
  EXPECT_TRUE(may("10.1.255.255", {"10.1.0.0/17", "10.1.128.0/17"}));
  EXPECT_FALSE(may("10.1.128.0", {"10.1.0.0/17"}));
}

TEST(Networks, WhatIsNoneIsSaid) {
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "fd00::/129",
                          "camera.example", "10.0.0.0/8x"})
    EXPECT_FALSE(AddressBlock::parse(bad)) << bad;
}

}  // namespace
}  // namespace mien
