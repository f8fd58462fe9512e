#include "receivers/webhook_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace mien::receivers {

struct WebhookFact {
  std::string kind, camera, content;
  nlohmann::json body;
};

namespace {

using nlohmann::json;

std::string text_in(const json& body, const char* key) {
  const auto found = body.find(key);
  return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<double> figure_in(const json& body, const std::string& key) {
  const auto found = body.find(key);
  if (found == body.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

bool beyond(const WebhookRule& rule, double figure) {
  return rule.above ? figure > *rule.above : figure < *rule.below;
}

/// Remembers whether the subject is in that state; true where it has come to be.
bool begins(std::vector<std::string>& subjects, const std::string& subject, bool so) {
  const auto found = std::ranges::find(subjects, subject);
  if (so == (found != subjects.end())) return false;
  if (so)
    subjects.push_back(subject);
  else
    subjects.erase(found);
  return so;
}

std::string words_of_call(const WebhookRule& rule, const WebhookFact& fact) {
  if (rule.when == "tally")
    return fmt::format("{} of {} is {} {}", rule.value, fact.content,
                       rule.above ? "above" : "below", rule.above.value_or(rule.below.value_or(0)));
  if (rule.when == "rating") return fmt::format("{} was rated", fact.content);
  const bool lost = rule.when == "camera_lost";
  return fmt::format("camera {} is {}", fact.camera, lost ? "lost" : "back");
}

}  // namespace

bool WebhookRules::fires(std::size_t index, const WebhookFact& fact) {
  const WebhookRule& rule = rules_[index];
  if (!rule.content.empty() && rule.content != fact.content) return false;
  if (!rule.camera.empty() && rule.camera != fact.camera) return false;
  if (rule.when == "tally") {
    const auto figure = figure_in(fact.body, rule.value);
    // A figure that is not published says nothing, of a limit neither.
    return fact.kind == "tally" && figure &&
           begins(passed_[index].subjects, fact.content, beyond(rule, *figure));
  }
  if (rule.when == "rating") return fact.kind == "rating";
  if (fact.kind != "camera_state") return false;
  const std::string state = text_in(fact.body, "state");
  const bool lost = state == "stalled" || state == "failed";
  if (!lost && state != "live") return false;
  auto& subjects = passed_[index].subjects;
  if (rule.when == "camera_lost") return begins(subjects, fact.camera, lost);
  const bool was = std::ranges::find(subjects, fact.camera) != subjects.end();
  begins(subjects, fact.camera, lost);
  return was && !lost;
}

std::vector<std::string> WebhookRules::calls(const outbox::Message& message) {
  WebhookFact fact{message.kind, message.camera, {}, json::parse(message.text, nullptr, false)};
  fact.content = text_in(fact.body, "content");
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    if (!fires(i, fact)) continue;
    const json call{{"schema", "mien/call/1"},
                    {"key", fmt::format("{}-{}", message.key, i)},
                    {"when", rules_[i].when},
                    {"words", words_of_call(rules_[i], fact)},
                    {"site", fact.body.value("site", "")},
                    {"time", fact.body.value("time", "")},
                    {"fact", fact.body}};
    bodies.push_back(call.dump(-1, ' ', false, json::error_handler_t::replace));
  }
  return bodies;
}

}  // namespace mien::receivers
