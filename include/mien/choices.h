#pragma once
/// \file What a user chooses among a few. `name_of` and `…_named` are total and inverse.

#include <cstdint>
#include <optional>
#include <string_view>

#include "mien/export.h"

namespace mien {

/// What leaves the store: published figures, tallies, ratings and health; each stay as well; and
/// the faces of each searched frame.
enum class Publish : std::uint8_t { cells, stays, sights };
/// "cells", "stays", "sights".
MIEN_API std::string_view name_of(Publish);
MIEN_API std::optional<Publish> publish_named(std::string_view);

/// What of a live camera is decoded while nobody is there: keyframes alone, or (`never` asleep)
/// all.
enum class Sleep : std::uint8_t { keyframes, never };
/// "keyframes", "never".
MIEN_API std::string_view name_of(Sleep);
MIEN_API std::optional<Sleep> sleep_named(std::string_view);

/// How RTSP is received; automatic: by TCP, where that fails by UDP.
enum class Transport : std::uint8_t { automatic, tcp, udp };
/// "auto", "tcp", "udp".
MIEN_API std::string_view name_of(Transport);
MIEN_API std::optional<Transport> transport_named(std::string_view);

/// What a token allows; `admin` everything.
enum class TokenScope : std::uint8_t { read, rate, admin };
/// "read", "rate", "admin".
MIEN_API std::string_view name_of(TokenScope);
MIEN_API std::optional<TokenScope> token_scope_named(std::string_view);

/// How a log is written: for people, or an object a line.
enum class LogFormat : std::uint8_t { text, json };
/// "text", "json".
MIEN_API std::string_view name_of(LogFormat);
MIEN_API std::optional<LogFormat> log_format_named(std::string_view);

/// How serious what a log says is.
enum class LogLevel : std::uint8_t { info, warning, error };
/// "info", "warning", "error".
MIEN_API std::string_view name_of(LogLevel);
MIEN_API std::optional<LogLevel> log_level_named(std::string_view);

/// Where workers run: anywhere, or each on one physical core and its memory node.
enum class Pin : std::uint8_t { none, cores };
/// "none", "cores".
MIEN_API std::string_view name_of(Pin);
MIEN_API std::optional<Pin> pin_named(std::string_view);

/// Whether work is left out that would not change the answer: none; where that was measured to cost
/// no face and no track's label (ADR 14); always.
enum class OnDemand : std::uint8_t { off, automatic, on };
/// "off", "auto", "on".
MIEN_API std::string_view name_of(OnDemand);
MIEN_API std::optional<OnDemand> on_demand_named(std::string_view);

/// Which expressions are read: all; or nothing but smile (as `happiness`) or no smile (as
/// `neutral`), no valence, no arousal.
enum class Expressions : std::uint8_t { all, smile };
/// "all", "smile".
MIEN_API std::string_view name_of(Expressions);
MIEN_API std::optional<Expressions> expressions_named(std::string_view);

}  // namespace mien
