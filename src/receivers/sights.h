#pragma once
/// \file What the cameras see, face by face, as facts: `sinks: { publish: sights }`.

#include <functional>
#include <memory>
#include <string>

#include "mien/stages.h"

#include "outbox/fact.h"

namespace mien::receivers {

/// For cameras: each frame with faces becomes a fact of the kind "sight", its body the event of
/// `events.jsonl`, and goes to `put`; those of cameras that are `withheld` (their figures are
/// suspended) do not. Called by one thread at a time.
std::unique_ptr<Sink> make_sights(std::function<void(outbox::Fact)> put,
                                  std::function<bool(const std::string& camera)> withheld);

}  // namespace mien::receivers
