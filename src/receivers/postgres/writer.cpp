#ifdef MIEN_WITH_POSTGRES
#include "receivers/postgres/writer.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/time.h"
#include "receivers/postgres/copy.h"
#include "receivers/postgres/fitting.h"
#include "receivers/postgres/rollups.h"

namespace mien::receivers {

struct FactKey {
  std::int64_t store = 0, seq = 0;
};

namespace {

using nlohmann::json;

/// "5f3a09c1d2e4b687-42"
std::optional<FactKey> key_in(const json& message) {
  const auto found = message.find("key");
  if (found == message.end() || !found->is_string()) return std::nullopt;
  const std::string& text = found->get_ref<const std::string&>();
  if (text.size() < 18 || text[16] != '-') return std::nullopt;
  FactKey key;
  try {
    key.store = static_cast<std::int64_t>(std::stoull(text.substr(0, 16), nullptr, 16));
    key.seq = std::stoll(text.substr(17));
  } catch (const std::logic_error&) {
    return std::nullopt;
  }
  return key;
}

/// "rating" of "mien/rating/1"; empty: a message of another kind or a newer version.
std::string kind_in(const json& message) {
  const std::string schema = pg_text_in(message, "schema");
  if (!schema.starts_with("mien/") || !schema.ends_with("/1")) return {};
  return schema.substr(5, schema.size() - 7);
}

/// None also where the fact is older than the claim. A cell is told under the last claim before its
/// end.
std::optional<CarriedFence> fence_in(const json& message, const std::string& kind, WallTime time) {
  const auto number = pg_whole_in<std::int64_t>(message, "fence");
  const auto made = parse_time(pg_text_in(message, "fence_time"), std::chrono::minutes(0)).time;
  if (kind == "cell") time = wall_of(pg_whole_in<std::int64_t>(message, "end_ms").value());
  if (!number || !made || *made > time) return std::nullopt;
  return CarriedFence{pg_text_in(message, "site"), pg_text_in(message, "camera"), *number,
                      rfc3339(*made)};
}

std::string month_of(WallTime time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return fmt::format("{:04}_{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()));
}

}  // namespace

/// What a stretch of messages comes to.
struct PgWriter::Batch {
  struct Undone {
    std::string table;
    FactKey key;
    std::int64_t id, time_ms;
  };
  std::map<std::string, PgCopy> streams;  ///< by table
  std::map<std::string, std::map<std::string, WallTime>>
      months;  ///< by table: month → a time in it
  std::vector<Undone> undone;
  std::set<CarriedFence> fences;
  const std::int64_t now_ms;  ///< by the database's clock: this machine's may not be set yet
  std::size_t foreign = 0;
  std::string wrong_time;  ///< of the last one that had one, in words

  Batch(std::span<const std::string_view> messages, std::int64_t now) : now_ms(now) {
    for (const std::string_view message : messages) add(message);
  }
  void add(std::string_view text);
};

void PgWriter::Batch::add(std::string_view text) {
  const json message = pg_message_in(text);
  const auto key = message.is_object() ? key_in(message) : std::nullopt;
  const auto time = key ? parse_time(pg_text_in(message, "time"), std::chrono::minutes(0)).time
                        : std::optional<WallTime>();
  const std::string kind = time ? kind_in(message) : std::string();
  const std::string trouble =
      time ? pg_time_trouble(message, since_1970_ms(*time), now_ms) : std::string();
  if (!trouble.empty()) wrong_time = trouble;
  if (!time || !trouble.empty() || !pg_fits(kind, message)) {
    ++foreign;
    return;
  }
  if (kind.ends_with("_undone")) {
    undone.push_back({kind.substr(0, kind.size() - 7), *key,
                      pg_whole_in<std::int64_t>(message, "id").value_or(-1), since_1970_ms(*time)});
    return;
  }
  if (const auto fence = fence_in(message, kind, *time)) fences.insert(*fence);
  const PgTable& table = pg_table_of(kind);
  months[table.name].emplace(month_of(*time), *time);
  PgCopy& copy = streams[table.name];
  copy.row(kPgCommonColumns + static_cast<int>(table.columns.size()));
  copy.bigint(key->store);
  copy.bigint(key->seq);
  copy.time(since_1970_ms(*time) * 1000);
  for (const char* name : {"site", "region", "camera"}) copy.text(pg_text_in(message, name));
  if (table.name == std::string_view(kPgOther)) {
    copy.text(pg_text_in(message, "schema"));
    copy.jsonb(message.dump());
    append_column(copy, table.columns.back(), message);
    return;
  }
  for (const PgColumn& column : table.columns) append_column(copy, column, message);
}

PgWriter::PgWriter(PgConnection& connection, std::string schema)
    : connection_(connection), schema_(std::move(schema)), fences_(connection, schema_) {
  make_tables();
}

void PgWriter::make_tables() {
  const auto there = [&](const char* what, const std::string& name) {
    return !connection_.query(fmt::format("SELECT to_reg{}($1)", what), {name}).is_null(0, 0);
  };
  PgTransaction transaction(connection_);
  connection_.query("SELECT pg_advisory_xact_lock($1)", {std::to_string(kPgMakersLock)});
  if (!there("namespace", schema_)) connection_.execute("CREATE SCHEMA " + schema_);
  if (!there("class", schema_ + ".site")) connection_.execute(create_site_sql(schema_));
  for (const PgTable& table : pg_tables())
    if (!there("class", schema_ + "." + table.name))
      connection_.execute(create_table_sql(schema_, table));
  fences_.make_tables();
  if (!there("class", schema_ + ".cell_month")) {
    connection_.execute(create_sums_sql(schema_));
    // There are some already where the database was made before cells were summed.
    connection_.execute(sum_anew_sql(schema_, "cell"));
  }
  transaction.commit();
}

void PgWriter::make_months(const Batch& batch) {
  for (const auto& [table, months] : batch.months)
    for (const auto& [month, time] : months) {
      const std::string name = fmt::format("{}.{}_{}", schema_, table, month);
      if (months_.contains(name)) continue;
      const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
      const auto from = day.year() / day.month() / 1;
      const auto to = from + std::chrono::months(1);
      const auto words = [](const std::chrono::year_month_day& one) {
        return fmt::format("{:04}-{:02}-01T00:00:00Z", static_cast<int>(one.year()),
                           static_cast<unsigned>(one.month()));
      };
      if (connection_.query("SELECT to_regclass($1)", {name}).is_null(0, 0))
        connection_.execute(
            fmt::format("SELECT pg_advisory_xact_lock({}); CREATE TABLE IF NOT EXISTS {} PARTITION "
                        "OF {}.{} FOR VALUES FROM ('{}') TO ('{}')",
                        kPgMakersLock, name, schema_, table, words(from), words(to)));
      months_.insert(name);
    }
}

void PgWriter::insert(const PgTable& table, const std::string& stream) {
  const std::string stage = std::string("stage_") + table.name;
  std::string columns = kPgCommon;
  for (const PgColumn& column : table.columns) columns += std::string(", ") + column.name;
  if (staged_.insert(stage).second)
    connection_.execute(
        fmt::format("CREATE TEMP TABLE IF NOT EXISTS {} (LIKE {}.{} INCLUDING DEFAULTS) ON COMMIT "
                    "DELETE ROWS",
                    stage, schema_, table.name));
  else
    connection_.execute("DELETE FROM " + stage);  // of this transaction's stretch before
  connection_.copy_in(fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", stage, columns),
                      stream);
  connection_.execute(insert_sql(schema_, table.name, columns, stage,
                                 PgFences::holds_sql(schema_, table.name, stage)));
}

// After all that was said before: what is taken back has a smaller number.
void PgWriter::take_back(const Batch& batch) {
  for (const Batch::Undone& one : batch.undone) {
    const auto columns = pg_table_of(one.table).columns;  // others have no facts to take back
    if (std::ranges::find(columns, std::string_view("id"), &PgColumn::name) == columns.end())
      continue;
    connection_.query(take_back_sql(schema_, one.table),
                      {std::to_string(one.key.store), std::to_string(one.key.seq),
                       std::to_string(one.id), rfc3339(wall_of(one.time_ms))});
  }
}

// Months are made before the transaction, each by itself: one that makes many holds more locks than
// the database has room for, and would fail again and again.
std::size_t PgWriter::write(std::span<const std::string_view> messages,
                            const std::function<void()>& first) {
  Batch batch(messages, connection_.clock_ms());
  make_months(batch);
  PgTransaction transaction(connection_);
  if (first) first();
  const std::size_t left_out = write_stretch(messages, batch);
  transaction.commit();
  if (!batch.wrong_time.empty() && !refusal_) refusal_ = batch.wrong_time;
  return left_out;
}

// What the database does not take is found by halving, without an end to the transaction.
std::size_t PgWriter::write_stretch(std::span<const std::string_view> messages, Batch& batch) {
  connection_.execute("SAVEPOINT stretch");
  try {
    write_all(batch);
    connection_.execute("RELEASE stretch");
    return batch.foreign;
  } catch (const PgUnfit& unfit) {
    connection_.execute("ROLLBACK TO stretch; RELEASE stretch");
    months_.clear();  // what was made since is gone
    staged_.clear();
    fences_.forget();
    refusal_ = unfit.reason();
  }
  if (messages.size() == 1) return 1;
  const std::size_t half = messages.size() / 2;
  std::size_t left_out = 0;
  for (const auto part : {messages.first(half), messages.subspan(half)}) {
    Batch of_part(part, batch.now_ms);
    left_out += write_stretch(part, of_part);
  }
  return left_out;
}

void PgWriter::write_all(Batch& batch) {
  fences_.hear(batch.fences);
  make_months(batch);  // once more where what was made is gone with an unfit stretch
  for (auto& [name, stream] : batch.streams) insert(pg_table_of(name), stream.finish());
  take_back(batch);
}

}  // namespace mien::receivers
#endif
