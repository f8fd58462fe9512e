#include "serve/reload.h"

#include <fmt/format.h>

#include "mien/error.h"

#include "http/http.h"

namespace mien::serve {

void Reloader::audit(const std::string& who, const char* action, const std::string& detail,
                     bool must_audit) try {
  audit_.add({wall_now(), who, action, detail});
} catch (const Error& error) {
  if (must_audit) throw;
  log_.error(LogKind::audit, fmt::format("not recorded: {}, {}: {}", who, action, error.what()));
}

Change Reloader::change(const std::string& who, bool must_audit) {
  RunConfig read = read_();
  const auto put_in_force = beside_();
  const ReloadPlan plan = desk_.plan(read);
  if (plan.refusal.empty()) {
    audit(who, "configuration reloaded", "", must_audit);
    for (const std::string& words : plan.change.words)
      audit(who, "configuration changed", words, must_audit);
  }
  Change change = desk_.reload(std::move(read));
  put_in_force();
  log_.info(
      LogKind::config,
      fmt::format("configuration read; cameras: {} added, {} changed, {} removed, {} unchanged",
                  change.added.size(), change.changed.size(), change.removed.size(),
                  change.unchanged.size()));
  for (const std::string& words : change.words) log_.info(LogKind::config, who + ": " + words);
  for (const std::string& key : change.restart)
    log_.warn(LogKind::config, key + ": changes with the next start");
  ++metrics_.reloads;
  metrics_.last_reload_refused = false;
  return change;
}

Change Reloader::reload(const std::string& who, bool must_audit) {
  const auto refused = [&](const std::string& why) {
    ++metrics_.reloads_refused;
    metrics_.last_reload_refused = true;
    log_.error(LogKind::config, "configuration not changed: " + why);
    audit(who, "configuration refused", why, false);
  };
  try {
    return change(who, must_audit);
  } catch (const http::Refusal& refusal) {  // it is still starting
    refused(refusal.where + ": " + refusal.what);
    throw;
  } catch (const Error& error) {
    refused(error.what());
    throw;
  }
}

}  // namespace mien::serve
