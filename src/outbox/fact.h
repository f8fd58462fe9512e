#pragma once
/// \file What leaves a store: facts as the outbox keeps them, messages as receivers get them.

#include <cstdint>
#include <optional>
#include <string>

namespace mien::outbox {

/// Something that is true for good, to be had once by each receiver. `body`: a JSON object.
struct Fact {
  std::string kind;          ///< "rating", "tally", …: docs/schema has a file for each
  std::string camera;        ///< empty: of the store
  std::int64_t time_ms = 0;  ///< since 1970
  std::string body;
};

/// Under which claim a host of a fleet had the camera: of two hosts that were both sure of it, the
/// greater number was right from its time on.
struct Fence {
  std::int64_t number = 0;    ///< of the claim
  std::int64_t since_ms = 0;  ///< when it was made
};

/// A fact with its place in the outbox.
struct KeptFact : Fact {
  std::int64_t seq = 0;
  std::optional<Fence> fence;  ///< none: no fleet's camera, or nothing that a camera saw
};

/// Whose facts they are.
struct Envelope {
  std::string site, region;
  std::int64_t store = 0;  ///< the database's own number: another file's facts are others
};

struct Message {
  std::int64_t seq = 0;
  std::string kind, camera;
  std::string key;   ///< the same whenever the fact is sent: a receiver keeps one of each
  std::string text;  ///< JSON, an object
};

/// "5f3a09c1d2e4b687-42"
std::string key_of(std::int64_t store, std::int64_t seq);
Message message_of(const Envelope& envelope, const KeptFact& fact);

}  // namespace mien::outbox
