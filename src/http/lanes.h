#pragma once
/// \file A queue and threads of its own for each kind of question.

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "base/crew.h"
#include "base/life_signs.h"
#include "http/pool.h"
#include "http/route.h"

namespace mien::http {

/// Thread-safe.
class Lanes {
 public:
  Lanes();
  /// False where too much waits in that lane. Not for On::io.
  bool submit(On on, std::function<void()> work);
  void start(Crew& crew, LifeSigns& signs);

 private:
  std::array<std::unique_ptr<HandlerPool>, 7> pools_;  ///< by On
};

/// What a question to the database may take, its waiting included.
inline constexpr std::chrono::seconds kQuestionTime{10};

}  // namespace mien::http
