#if defined(MIEN_WITH_KAFKA) && defined(MIEN_WITH_POSTGRES)
#include "fleet/hub_answers.h"

namespace mien::fleet {

std::unique_ptr<receivers::PgConnection> PgPool::take() {
  {
    std::lock_guard lock(mutex_);
    if (!unused_.empty()) {
      auto connection = std::move(unused_.back());
      unused_.pop_back();
      return connection;
    }
  }
  auto connection = std::make_unique<receivers::PgConnection>(url_);
  connection->execute("SET statement_timeout = '10s'");
  if (may_ == May::read) connection->execute("SET default_transaction_read_only = on");
  return connection;
}

void PgPool::give(std::unique_ptr<receivers::PgConnection> connection) {
  std::lock_guard lock(mutex_);
  unused_.push_back(std::move(connection));
}

}  // namespace mien::fleet
#endif
