#pragma once
/// \file What a hub proposes to a store, and what becomes of it there.

#include <cstdint>
#include <string>

namespace mien::fleet {

/// A change of one camera. Nothing of it happens before the store's administrator accepts it.
struct Proposal {
  std::int64_t id = 0;
  std::string site, camera;
  std::string section;  ///< JSON, without addresses: the store's stay
  std::string base;     ///< JSON: what the hub knew of the camera when this was proposed
  std::string words;    ///< why
  std::string who;      ///< at the hub
  std::string made;     ///< RFC 3339
  std::string state;    ///< "open", "accepted", "declined"
  std::string answered_by, answer;
};

}  // namespace mien::fleet
