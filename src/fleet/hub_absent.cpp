// A build without Kafka or PostgreSQL has no hub, and says so.
#if !defined(MIEN_WITH_KAFKA) || !defined(MIEN_WITH_POSTGRES)
#include "mien/error.h"

#include "fleet/camera_topic.h"
#include "fleet/hub.h"
#include "fleet/hub_sites.h"
#include "fleet/membership.h"

namespace mien::fleet {

namespace {

[[noreturn]] void no_fleet() {
  throw Error(ErrorKind::usage, "mien fleet", "this build of mien does not have it",
              "build with -DMIEN_WITH_KAFKA=ON -DMIEN_WITH_POSTGRES=ON");
}

}  // namespace

class Hub::Impl {};

Hub::Hub(HubOptions) {
  throw Error(ErrorKind::usage, "mien hub", "this build of mien does not have it",
              "build with -DMIEN_WITH_KAFKA=ON -DMIEN_WITH_POSTGRES=ON");
}
Hub::~Hub() = default;
void Hub::start() {}
void Hub::stop() {}
void Hub::reload() {}
std::vector<std::string> Hub::silent(std::chrono::milliseconds) const { return {}; }
std::exception_ptr Hub::failure() const { return nullptr; }
std::uint16_t Hub::port() const { return 0; }
EventLog& Hub::log() { no_fleet(); }

std::optional<std::vector<FleetCamera>> find_cameras(const config::FleetConfig&,
                                                     const std::stop_token&) {
  no_fleet();
}
std::vector<FleetCamera> list_cameras(const config::FleetConfig&, const std::stop_token&) {
  no_fleet();
}
std::vector<FleetCamera> open_cameras(const config::FleetConfig&) { no_fleet(); }
void write_cameras(const config::FleetConfig&, const CameraChanges&, const std::stop_token&) {
  no_fleet();
}
std::vector<FleetHost> list_hosts(const config::FleetConfig&) { no_fleet(); }
std::string enrol_site(const config::HubConfig&, const std::string&) { no_fleet(); }
std::int64_t propose_to_site(const config::HubConfig&, const Proposal&) { no_fleet(); }
void Membership::run(std::stop_token) { no_fleet(); }
std::set<std::string> Membership::cameras() const { return {}; }

}  // namespace mien::fleet
#endif
