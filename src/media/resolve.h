#pragma once
/// \file Looking up a camera's name without being held up by it.

#include <functional>
#include <string>

namespace mien::media {

/// The host that a URL names; empty where there is none. Brackets of an IPv6 address are left out.
std::string host_of(const std::string& url);

/// Returns when the system knows the host's address, which FFmpeg will then ask for itself: that
/// call cannot be interrupted, this one can. Asks `interrupted` every 50 ms. Throws Error(input,
/// `name`) where the host is unknown, or where `interrupted` says so.
void await_name(const std::string& name, const std::string& host,
                const std::function<bool()>& interrupted);

}  // namespace mien::media
