#pragma once
/// \file What a hub answers.

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/event_log.h"
#include "config/hub_config.h"
#include "fleet/collector.h"
#include "http/gate.h"
#include "http/server.h"
#include "receivers/postgres/connection.h"

namespace mien::fleet {

/// Connections for questions: taken by one thread at a time, dropped where a question failed.
class PgPool {
 public:
  enum class May { read, write };
  PgPool(std::string url, May may) : url_(std::move(url)), may_(may) {}
  /// Gives the connection back when it goes, unless `work` threw.
  template <class Work>
  auto with(Work work) {
    auto connection = take();
    auto answer = work(*connection);
    give(std::move(connection));
    return answer;
  }

 private:
  std::unique_ptr<receivers::PgConnection> take();
  void give(std::unique_ptr<receivers::PgConnection> connection);

  const std::string url_;
  const May may_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<receivers::PgConnection>> unused_;  ///< guarded
};

/// What handlers work with.
struct HubParts {
  const config::HubConfig& config;
  PgPool& database;  ///< for questions
  PgPool& enrolled;  ///< for what stores say and what is proposed to them
  http::Gate& gate;
  EventLog& log;
  const Collector* collector = nullptr;  ///< null: this hub collects nothing
  const http::Server* server = nullptr;  ///< set once it listens
};

using HubAnswer = http::Response (*)(HubParts&, const http::Request&);

/// The table of what is answered; `routes` and `answers` are equally long.
std::span<const http::Route> hub_routes();
HubAnswer answer_of(const http::Route* route);

// hub_answers.cpp
http::Response answer_sites(HubParts& hub, const http::Request& request);
http::Response answer_site_ranking(HubParts& hub, const http::Request& request);
http::Response answer_contents_across(HubParts& hub, const http::Request& request);
http::Response answer_collected(HubParts& hub, const http::Request& request);

// hub_answers_sites.cpp
http::Response answer_site_report(HubParts& hub, const http::Request& request);
http::Response answer_site_decision(HubParts& hub, const http::Request& request);
http::Response answer_enrolled(HubParts& hub, const http::Request& request);
http::Response answer_configuration(HubParts& hub, const http::Request& request);
http::Response answer_proposals(HubParts& hub, const http::Request& request);
http::Response answer_propose(HubParts& hub, const http::Request& request);

}  // namespace mien::fleet
