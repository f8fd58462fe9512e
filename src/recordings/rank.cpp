#include "recordings/rank.h"

#include <optional>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "mien/error.h"

#include "cluster/mpi.h"
#include "recordings/approaches/approaches.h"
#include "recordings/run_summary.h"
#include "recordings/share_server.h"

namespace mien::recordings {

namespace {

// A rank's line to rank 0.
class RankLink final : public cluster::Link {
 public:
  explicit RankLink(const std::atomic<bool>& stop) : stop_(stop) {}
  bool send(const cluster::wire::Message& message) override {
    cluster::mpi::send(0, message);
    return true;
  }
  std::optional<cluster::wire::Message> receive(const std::function<void()>&) override {
    while (!stop_ && !over_) {
      if (auto letter = cluster::mpi::poll()) return std::move(letter->message);
      cluster::mpi::pause();
    }
    return std::nullopt;
  }
  // While a share is in hand nothing else comes than Over.
  bool asked_to_end() override {
    if (const auto letter = over_ ? std::nullopt : cluster::mpi::poll())
      over_ = std::holds_alternative<cluster::wire::Over>(letter->message);
    return over_;
  }

 private:
  const std::atomic<bool>& stop_;
  bool over_ = false;
};

cluster::wire::Failed told(const Error& error) {
  const std::string where = fmt::format("rank {} ({})", cluster::mpi::rank(), host_name());
  return {error.kind(), error.where().empty() ? where : where + ": " + error.where(),
          error.reason(), error.remedy()};
}

}  // namespace

void follow(const RunConfig& wished, const ModelStorePaths& paths, const std::atomic<bool>* stop,
            const ProbeMaker& probe) {
  static const std::atomic<bool> never{false};
  RankLink link(stop ? *stop : never);
  try {
    check(wished);
    const RunConfig config = resolved(with_detector(wished, paths));
    serve_shares(config, paths, link, stop ? *stop : never, {.probe = probe});
  } catch (const Error& error) {
    decline(error);
  } catch (const std::exception& error) {
    decline({ErrorKind::internal, "", error.what()});
  }
}

void decline(const Error& error) { cluster::mpi::send(0, told(error)); }

}  // namespace mien::recordings
