#include <algorithm>

#include "mien/camera_status.h"
#include "mien/choices.h"
#include "mien/types.h"

namespace mien {

namespace {
constexpr std::string_view kEmotionNames[] = {"neutral", "happiness", "surprise",
                                              "sadness", "anger",     "disgust",
                                              "fear",    "contempt",  "unknown"};
constexpr std::string_view kDoubtNames[] = {"none",        "too_small", "blurred",
                                            "turned_away", "cut_off",   "low_confidence"};
constexpr std::string_view kPrecisionNames[] = {"auto", "f32", "bf16", "int8"};
constexpr std::string_view kSleepNames[] = {"keyframes", "never"};
constexpr std::string_view kPinNames[] = {"none", "cores"};
constexpr std::string_view kPublishNames[] = {"cells", "stays", "sights"};
constexpr std::string_view kTransportNames[] = {"auto", "tcp", "udp"};
constexpr std::string_view kTokenScopeNames[] = {"read", "rate", "admin"};
constexpr std::string_view kLogFormatNames[] = {"text", "json"};
constexpr std::string_view kLogLevelNames[] = {"info", "warning", "error"};
constexpr std::string_view kOnDemandNames[] = {"off", "auto", "on"};
constexpr std::string_view kExpressionsNames[] = {"all", "smile"};

template <class Value, std::size_t count>
std::optional<Value> named(const std::string_view (&names)[count], std::string_view name) {
  const auto* found = std::ranges::find(names, name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Value>(found - std::begin(names));
}
}  // namespace

std::string_view name_of(Emotion emotion) { return kEmotionNames[static_cast<int>(emotion)]; }

std::optional<Emotion> emotion_named(std::string_view name) {
  return named<Emotion>(kEmotionNames, name);
}

std::string_view name_of(Doubt doubt) { return kDoubtNames[static_cast<int>(doubt)]; }

std::string_view name_of(Precision precision) {
  return kPrecisionNames[static_cast<int>(precision)];
}
std::optional<Precision> precision_named(std::string_view name) {
  return named<Precision>(kPrecisionNames, name);
}

std::string_view name_of(Sleep sleep) { return kSleepNames[static_cast<int>(sleep)]; }
std::optional<Sleep> sleep_named(std::string_view name) { return named<Sleep>(kSleepNames, name); }

std::string_view name_of(Pin pin) { return kPinNames[static_cast<int>(pin)]; }
std::optional<Pin> pin_named(std::string_view name) { return named<Pin>(kPinNames, name); }

std::string_view name_of(Publish value) { return kPublishNames[static_cast<int>(value)]; }
std::optional<Publish> publish_named(std::string_view name) {
  return named<Publish>(kPublishNames, name);
}

std::string_view name_of(Transport value) { return kTransportNames[static_cast<int>(value)]; }
std::optional<Transport> transport_named(std::string_view name) {
  return named<Transport>(kTransportNames, name);
}

std::string_view name_of(TokenScope value) { return kTokenScopeNames[static_cast<int>(value)]; }
std::optional<TokenScope> token_scope_named(std::string_view name) {
  return named<TokenScope>(kTokenScopeNames, name);
}

std::string_view name_of(LogFormat value) { return kLogFormatNames[static_cast<int>(value)]; }
std::optional<LogFormat> log_format_named(std::string_view name) {
  return named<LogFormat>(kLogFormatNames, name);
}

std::string_view name_of(LogLevel value) { return kLogLevelNames[static_cast<int>(value)]; }
std::optional<LogLevel> log_level_named(std::string_view name) {
  return named<LogLevel>(kLogLevelNames, name);
}

std::string_view name_of(OnDemand value) { return kOnDemandNames[static_cast<int>(value)]; }
std::optional<OnDemand> on_demand_named(std::string_view name) {
  return named<OnDemand>(kOnDemandNames, name);
}

std::string_view name_of(Expressions value) { return kExpressionsNames[static_cast<int>(value)]; }
std::optional<Expressions> expressions_named(std::string_view name) {
  return named<Expressions>(kExpressionsNames, name);
}

float iou(const Box& a, const Box& b) {
  const float w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const float h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  const float shared = w * h;
  return shared / (a.area() + b.area() - shared);
}

}  // namespace mien
