#pragma once
/// \file What a configuration means for the server's parts, and what their failures are in words.
/// For service.cpp alone.

#include <exception>
#include <filesystem>
#include <string>

#include "mien/error.h"

#include "audience/live_audience.h"
#include "audience/store.h"
#include "audience/tallies.h"
#include "base/database_name.h"
#include "oversight/camera_gate.h"
#include "receivers/outward.h"
#include "serve/service.h"

namespace mien::serve {

audience::StoreOptions store_options(const ServiceOptions& options);
receivers::OutwardOptions outward_options(const ServiceOptions& options, EventLog& log,
                                          ThreadFailed failed, oversight::CameraGate& gate);
audience::LiveAudienceOptions live_options(const AudienceConfig& limits, WallTime base);
http::ServerLimits server_limits(const ServiceOptions& options);
/// Where a browser finds the server.
std::string url_of(const ServerConfig& config, std::uint16_t port);

/// Of any exception.
std::string words_of(const std::exception_ptr& failure);
/// An exception ended a thread without which this is no server.
Error thread_error(const std::string& thread, const std::exception_ptr& failure);

}  // namespace mien::serve
