#pragma once
/// \file When somebody's web server is told: pure but for what was said before.

#include <string>
#include <vector>

#include "mien/sink_config.h"

#include "outbox/fact.h"

namespace mien::receivers {

/// Facts → calls. A tally's rule fires when its figure passes the limit, not again until the figure
/// came back; a camera's when its state changes so.
class WebhookRules {
 public:
  explicit WebhookRules(std::vector<WebhookRule> rules)
      : rules_(std::move(rules)), passed_(rules_.size()) {}

  /// The bodies to be sent for a fact: JSON objects with the rule, the words and the fact.
  std::vector<std::string> calls(const outbox::Message& message);

 private:
  struct Passed {
    std::vector<std::string> subjects;  ///< contents or cameras that are beyond the limit, or lost
  };

  bool fires(std::size_t rule, const struct WebhookFact& fact);

  std::vector<WebhookRule> rules_;
  std::vector<Passed> passed_;
};

}  // namespace mien::receivers
