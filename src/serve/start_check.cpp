#include "serve/start_check.h"

#include <fmt/format.h>

#include "mien/error.h"
#include "mien/version.h"

#include "audience/told.h"
#include "base/database_name.h"
#include "base/text.h"
#include "config/listen.h"
#include "config/tokens.h"
#include "serve/service.h"

namespace mien::serve {

namespace {

constexpr char kStarted[] = "started", kClosed[] = "tokens needed";

}  // namespace

EventLogOptions log_options(const LogConfig& config) {
  return {.json = config.format == LogFormat::json, .level = config.level};
}

void check_start(const RunConfig& config, audience::AuditLog& audit, EventLog& log) {
  const bool open = config::without_tokens(config.server);
  const auto before = audit.last(kStarted);
  if (open && !config.reload.allow_fewer && before && before->detail.starts_with(kClosed))
    throw Error(ErrorKind::usage, "server.tokens",
                "the configuration has no token, but this server required one when it last started",
                "restore the tokens, or write 'reload: { allow_fewer: true }' if anyone on this "
                "machine may read and rate");
  try {
    audience::tell(database_of(config), audience::told_of(config));
    audit.add({wall_now(), fmt::format("mien {}", kVersion), kStarted,
               fmt::format("{}; {}, {}", open ? "no token needed" : kClosed,
                           counted(config::tokens_of(config.server).size(), "token"),
                           counted(config.cameras.size(), "camera"))});
  } catch (const Error& error) {  // on a full disk it serves what it can
    log.error(LogKind::audit, std::string("the start is not recorded: ") + error.what());
  }
  const auto listen = config::parse_listen(config.server.listen, 0);
  if (config.server.certificate.empty() && listen && !listen->loopback)
    log.warn(LogKind::service,
             "other machines can connect and TLS is off: tokens cross the network unencrypted");
  if (open) log.warn(LogKind::service, "no token is set: anyone on this machine may read and rate");
}

}  // namespace mien::serve
