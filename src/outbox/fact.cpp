#include "outbox/fact.h"

#include <chrono>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/time.h"

namespace mien::outbox {

std::string key_of(std::int64_t store, std::int64_t seq) {
  return fmt::format("{:016x}-{}", static_cast<std::uint64_t>(store), seq);
}

// The envelope's members before the body's own: nothing is parsed on the way out.
Message message_of(const Envelope& envelope, const KeptFact& fact) {
  const auto quoted = [](const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  Message message{.seq = fact.seq,
                  .kind = fact.kind,
                  .camera = fact.camera,
                  .key = key_of(envelope.store, fact.seq)};
  message.text = fmt::format(
      R"({{"schema":"mien/{}/1","key":"{}","site":{},"region":{},"camera":{},"time":"{}")",
      fact.kind, message.key, quoted(envelope.site), quoted(envelope.region), quoted(fact.camera),
      rfc3339(wall_of(fact.time_ms)));
  if (fact.fence)
    message.text += fmt::format(R"(,"fence":{},"fence_time":"{}")", fact.fence->number,
                                rfc3339(wall_of(fact.fence->since_ms)));
  if (fact.body.size() > 2)
    message.text += ',' + fact.body.substr(1);
  else
    message.text += '}';
  return message;
}

}  // namespace mien::outbox
