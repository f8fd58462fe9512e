// A store's database, asked and added to from outside.
#include <filesystem>
#include <random>

#include <gtest/gtest.h>

#include "mien/audience.h"
#include "mien/error.h"
#include "mien/models.h"
#include "mien/sinks.h"

namespace mien {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class AudienceDatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("mien-api-" + std::to_string(std::random_device{}()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path file() const { return folder_ / "mien.db"; }

  static audience::Rating rating(const std::string& content, double value, int minute) {
    return {.content = content,
            .time = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 3)) +
                    std::chrono::minutes(minute),
            .value = value,
            .source = "test",
            .source_row = content + std::to_string(minute)};
  }

  fs::path folder_;
};

std::string words_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing";
}

TEST_F(AudienceDatabaseTest, RatingsInRankingOut) {
  std::vector<audience::Rating> ratings;
  for (int i = 0; i < 8; ++i) {
    ratings.push_back(rating("soup", 4 + i % 2, i));
    ratings.push_back(rating("bread", 1 + i % 2, i));
  }
  ratings.push_back(rating("salt", 3, 1));
  {
    AudienceDatabase writer(file(), {.min_audience = 5, .writable = true});
    EXPECT_EQ(writer.add_ratings(ratings).added, 17);
    EXPECT_EQ(writer.add_ratings(ratings).duplicates, 17);
  }
  AudienceDatabase database(file());
  EXPECT_EQ(database.min_audience(), 5);
  const auto ranked = database.rank_by_rating();
  ASSERT_EQ(ranked.size(), 2u);  // one rating of salt gives its giver away
  EXPECT_EQ(ranked[0].content, "soup");
  EXPECT_NEAR(ranked[0].standing->mean.value, 4.5, 1e-9);
  EXPECT_EQ(ranked[1].content, "bread");
  EXPECT_NEAR(database.ratings_by_content().at("bread")->mean, 1.5, 1e-9);
  EXPECT_TRUE(database.totals().suppressed());  // nobody was seen
  EXPECT_TRUE(database.relate().suppressed());
  EXPECT_EQ(database.rank_by_rating({.content = "bread"}).size(), 1u);
}

TEST_F(AudienceDatabaseTest, SaysWhatCannotBe) {
  EXPECT_EQ(
      words_of([&] { AudienceDatabase database(file()); }),
      file().string() + ": there is no such database (name the mien.db of a run or a server)");
  AudienceDatabase writer(file(), {.writable = true});
  const audience::Rating wrong = rating("soup", 9, 1);
  EXPECT_NE(words_of([&] { writer.add_ratings({&wrong, 1}); }), "nothing");
  AudienceDatabase reader(file());
  const audience::Rating right = rating("soup", 4, 1);
  EXPECT_EQ(words_of([&] {
              reader.add_ratings({&right, 1});
            }),
            file().string() + ": was opened to be read (open it with AudienceOptions::writable)");
  writer.add_ratings({&right, 1});
  audience::Rating other = right;
  other.value = 2;
  EXPECT_NE(words_of([&] { writer.add_ratings({&other, 1}); }), "nothing");
}

TEST(Models, PathsComeFromWhatIsHandedIn) {
  const ModelStorePaths paths =
      default_models({{"HOME", "/home/who"}, {"MIEN_MANIFEST", "/etc/mien/manifest.yaml"}});
  EXPECT_EQ(paths.manifest, "/etc/mien/manifest.yaml");
  EXPECT_EQ(paths.dir, "/home/who/.cache/mien/models");
  EXPECT_FALSE(paths.fetching);
  EXPECT_EQ(default_models({{"XDG_CACHE_HOME", "/var/c"}}).dir, "/var/c/mien/models");
  const ModelStorePaths named = default_models({{"XDG_CACHE_HOME", "/var/c"},
                                                {"MIEN_MODELS_DIR", "/srv/models"},
                                                {"MIEN_OWN_MODELS", "/srv/own"}});
  EXPECT_EQ(named.dir, "/srv/models");
  EXPECT_EQ(named.own, "/srv/own");
}

TEST_F(AudienceDatabaseTest, ModelsAreListedWithTheirState) {
  const ModelStorePaths paths{fs::path(MIEN_SOURCE_DIR) / "models/manifest.yaml", folder_};
  const auto models = list_models(paths);
  const auto named = [&](const std::string& name) {
    const auto found = std::ranges::find(models, name, &ModelListing::name);
    return found == models.end() ? ModelListing{} : *found;
  };
  EXPECT_EQ(named("mien").kind, "emotion");
  EXPECT_EQ(named("mien").state, ModelState::ok);  // shipped
  EXPECT_EQ(named("retinaface").kind, "detector");
  EXPECT_EQ(named("retinaface").state, ModelState::missing);
  EXPECT_EQ(named("retinaface").file.parent_path(), folder_);
  const std::vector<std::string> unknown{"retinafaec"};
  EXPECT_NE(words_of([&] { pull_models(paths, unknown); }).find("did you mean 'retinaface'"),
            std::string::npos);
}

TEST_F(AudienceDatabaseTest, SinksGoByName) {
  for (const SinkKind& kind : sink_kinds())
    EXPECT_TRUE(make_sink(kind.name, folder_ / std::string(kind.name))) << kind.name;
  EXPECT_EQ(words_of([&] { make_sink("event", folder_ / "x"); }),
            "sink 'event': no sink has this name (did you mean 'events'?)");
  SinkSettings settings;
  EXPECT_EQ(make_folder_sinks(folder_ / "out", settings).size(), 5u);
  settings.config.cameras = {{.name = "a", .input = "a.mp4", .content = "soup"}};
  EXPECT_EQ(make_folder_sinks(folder_ / "out", settings).size(), 6u);  // who stayed, too
  settings.config.sinks.jsonl = folder_ / "more/events.jsonl";
  EXPECT_EQ(make_configured_sinks(settings).size(), 1u);
  EXPECT_EQ(make_database_sinks(folder_ / "store.db", settings).size(), 2u);
}

TEST_F(AudienceDatabaseTest, ThatNothingIsSentToReceiversIsSaid) {
  std::vector<std::string> said;
  SinkSettings settings;
  settings.log = [&](const std::string& words) { said.push_back(words); };
  EXPECT_TRUE(make_configured_sinks(settings).empty());
  EXPECT_TRUE(said.empty());
  settings.config.sinks.mqtt = MqttConfig{.host = "broker"};
  settings.config.sinks.webhook.emplace();
  EXPECT_TRUE(make_configured_sinks(settings).empty());
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said[0],
            "sinks: nothing is sent to mqtt, webhook from here: the program does that (mien run, "
            "mien serve)");
}

TEST(Words, EnumsHaveNamesThatLeadBack) {
  for (const auto precision :
       {Precision::automatic, Precision::f32, Precision::bf16, Precision::int8})
    EXPECT_EQ(precision_named(name_of(precision)), precision);
  for (const auto pin : {Pin::none, Pin::cores}) EXPECT_EQ(pin_named(name_of(pin)), pin);
  for (const auto sleep : {Sleep::keyframes, Sleep::never})
    EXPECT_EQ(sleep_named(name_of(sleep)), sleep);
  for (const auto one : {Publish::cells, Publish::stays, Publish::sights})
    EXPECT_EQ(publish_named(name_of(one)), one);
  for (const auto one : {Transport::automatic, Transport::tcp, Transport::udp})
    EXPECT_EQ(transport_named(name_of(one)), one);
  for (const auto one : {TokenScope::read, TokenScope::rate, TokenScope::admin})
    EXPECT_EQ(token_scope_named(name_of(one)), one);
  for (const auto one : {LogFormat::text, LogFormat::json})
    EXPECT_EQ(log_format_named(name_of(one)), one);
  for (const auto one : {LogLevel::info, LogLevel::warning, LogLevel::error})
    EXPECT_EQ(log_level_named(name_of(one)), one);
  for (const auto one : {OnDemand::off, OnDemand::automatic, OnDemand::on})
    EXPECT_EQ(on_demand_named(name_of(one)), one);
  for (const auto one : {Expressions::all, Expressions::smile})
    EXPECT_EQ(expressions_named(name_of(one)), one);
  EXPECT_FALSE(precision_named("fp32"));
  EXPECT_FALSE(publish_named("cell"));
}

}  // namespace
}  // namespace mien
