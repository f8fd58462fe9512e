// PostgreSQL as a receiver of facts.
#ifdef MIEN_WITH_POSTGRES
#include <optional>
#include <utility>

#include "mien/error.h"

#include "receivers/outlets.h"
#include "receivers/postgres/writer.h"

namespace mien::receivers {

namespace {

class PostgresOutlet final : public outbox::Outlet {
 public:
  explicit PostgresOutlet(PostgresConfig config) : config_(std::move(config)) {}

  void send(std::span<const outbox::Message> messages) override {
    std::vector<std::string_view> texts;
    for (const outbox::Message& message : messages) texts.push_back(message.text);
    attempt([&] {
      writer_->write(texts);
      if (auto refusal = writer_->refusal()) refusal_ = std::move(refusal);
    });
  }

  void tend(const outbox::Now&) override {
    attempt([] {});  // that it cannot be reached is known before there is something to tell
    // They were acknowledged: what cannot be stored must not hold up what can. But it is said.
    if (const auto refusal = std::exchange(refusal_, std::nullopt))
      throw Error(ErrorKind::output, "PostgreSQL",
                  "facts that the database does not accept were left out: " + *refusal,
                  "look at its constraints, and at the clocks");
  }

 private:
  // A connection that failed is not used again; nor are the tables that it had.
  template <class Work>
  void attempt(Work work) {
    try {
      if (!connection_) {
        connection_ = std::make_unique<PgConnection>(config_.url);
        writer_ = std::make_unique<PgWriter>(*connection_, config_.schema);
      }
      work();
    } catch (const Error&) {
      writer_.reset();
      connection_.reset();
      throw;
    }
  }

  const PostgresConfig config_;
  std::unique_ptr<PgConnection> connection_;
  std::unique_ptr<PgWriter> writer_;
  std::optional<std::string> refusal_;  ///< not told yet
};

}  // namespace

std::unique_ptr<outbox::Outlet> make_postgres(const PostgresConfig& config, const OutletInfo&) {
  return std::make_unique<PostgresOutlet>(config);
}

}  // namespace mien::receivers
#endif
