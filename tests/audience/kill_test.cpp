// The program is killed (kill -9) at random moments while ratings and stays come in: the file is
// sound, no acknowledged rating is lost, and of the stays no more than the last second is.
//
// MIEN_KILLS sets the number of kills (20); with 200 and more the second is asserted as well, which
// wants an idle machine.
#include <csignal>
#include <cstdlib>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audience/store_desk.h"
#include "base/sqlite_database.h"
#include "faces.h"

namespace mien::audience {
namespace {

using namespace std::chrono_literals;

constexpr int kLongForm = 200;
constexpr int kRunsPerFile = 20;  // a file that is killed again and again, and yet is soon checked

int kills() {
  const char* text = std::getenv("MIEN_KILLS");
  return text ? std::max(1, std::atoi(text)) : 20;
}

/// What the program that is killed says of its work, whole or not at all (a pipe's promise).
struct Message {
  enum Kind : std::int64_t { acknowledged, stay_ended } kind;
  std::int64_t number;
  std::int64_t time_ms;
};

class Victim {
 public:
  Victim(const std::filesystem::path& file, int pipe, std::int64_t run)
      : desk_(file), pipe_(pipe), run_(run) {}

  [[noreturn]] void work() {
    std::vector<std::jthread> threads;
    for (int client = 0; client < 4; ++client)
      threads.emplace_back([this, client] { rate(client); });
    threads.emplace_back([this] { watch(); });
    for (;;) pause();
  }

 private:
  void say(Message::Kind kind, std::int64_t number) {
    const Message message{kind, number, since_1970_ms(wall_now())};
    if (write(pipe_, &message, sizeof message) != sizeof message) _exit(1);
  }

  void rate(int client) {
    for (std::int64_t i = 0;; ++i) {
      const std::int64_t number = (run_ * 10 + client) * 1'000'000 + i;
      desk_.hand_in_and_wait({{.content = "shelf",
                               .time = wall_now(),
                               .value = 1 + static_cast<double>(i % 5),
                               .source = "kiosk",
                               .source_row = std::to_string(number)}});
      say(Message::acknowledged, number);
    }
  }

  // A stay begins every 2 ms, goes on, and ends; its zone is its number.
  void watch() {
    std::vector<Exposure> open;
    for (std::int64_t i = 0;; ++i) {
      const std::int64_t number = run_ * 1'000'000 + i;
      Exposure begun = stay("shelf", wall_now(), 1, 0.5);
      begun.zone = std::to_string(number);
      open.push_back(begun);
      if (i % 10 == 9) desk_.set_open("aisle", open);
      if (open.size() == 20) {
        desk_.add({open.begin(), open.begin() + 10});
        for (int done = 0; done < 10; ++done) say(Message::stay_ended, number - 19 + done);
        open.erase(open.begin(), open.begin() + 10);
      }
      std::this_thread::sleep_for(2ms);
    }
  }

  StoreDesk desk_;
  const int pipe_;
  const std::int64_t run_;
};

class KillTest : public FolderTest {
 protected:
  /// Starts a victim, kills it after `life` of work, returns what it said and when it died.
  std::pair<std::vector<Message>, std::int64_t> kill_one(std::int64_t run,
                                                         std::chrono::milliseconds life) {
    int pipes[2];
    EXPECT_EQ(pipe(pipes), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(pipes[0]);
      try {
        Victim(file_, pipes[1], run).work();
      } catch (...) {
        _exit(1);
      }
    }
    close(pipes[1]);
    std::vector<Message> said;
    std::jthread listener([&] {
      Message message;
      while (read(pipes[0], &message, sizeof message) == sizeof message) said.push_back(message);
    });
    std::this_thread::sleep_for(life);
    const std::int64_t died = since_1970_ms(wall_now());
    EXPECT_EQ(::kill(child, SIGKILL), 0);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
    listener.join();
    close(pipes[0]);
    return {said, died};
  }

  std::set<std::int64_t> numbers(const std::string& query) {
    Database database(file_);
    Statement rows = database.prepare(query);
    rows.start();
    std::set<std::int64_t> found;
    while (rows.next()) EXPECT_TRUE(found.insert(rows.integer(0)).second) << "twice";
    return found;
  }

  void expect_sound() {
    Database database(file_);
    Statement check = database.prepare("PRAGMA integrity_check");
    check.start();
    ASSERT_TRUE(check.next());
    ASSERT_EQ(check.text(0), "ok");
    EXPECT_EQ(database.integer("SELECT (SELECT count(*) FROM undecided_stays) + "
                               "(SELECT count(*) FROM cell_stays)"),
              database.integer("SELECT count(*) FROM exposures"));
  }
};

TEST_F(KillTest, TheFileIsSoundAndNoAcknowledgedRatingIsLost) {
  const bool long_form = kills() >= kLongForm;
  std::srand(7);
  std::size_t acknowledged = 0, lost = 0;
  std::int64_t oldest_lost_ms = 0;
  for (int run = 1; run <= kills(); ++run) {
    if (run % kRunsPerFile == 1)
      for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + part);
    const std::chrono::milliseconds life(20 + std::rand() % (run % 5 == 0 ? 2500 : 400));
    const auto [said, died] = kill_one(run, life);
    Store{file_};  // the next start; a kill may have come before there were tables
    expect_sound();
    // What was open becomes an exposure, once.
    Store(file_).adopt_orphans(wall_now() + 2min);
    const auto ratings = numbers("SELECT CAST(source_row AS INTEGER) FROM ratings");
    const auto stays = numbers("SELECT CAST(zone AS INTEGER) FROM exposures");
    for (const Message& message : said) {
      if (message.kind == Message::acknowledged) {
        ++acknowledged;
        ASSERT_TRUE(ratings.contains(message.number)) << "an acknowledged rating is lost";
      } else if (!stays.contains(message.number)) {
        ++lost;
        oldest_lost_ms = std::max(oldest_lost_ms, died - message.time_ms);
      }
    }
    if (long_form) {
      ASSERT_LE(oldest_lost_ms, 1000) << "more than the last second of stays";
    }
  }
  std::printf(
      "%d kills: %zu ratings acknowledged, none lost; %zu stays lost, the oldest %lld ms "
      "before the end\n",
      kills(), acknowledged, lost, static_cast<long long>(oldest_lost_ms));
  EXPECT_GT(acknowledged, 0u);
}

}  // namespace
}  // namespace mien::audience
