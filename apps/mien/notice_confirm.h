#pragma once
/// \file `mien notice`: which cameras it is about, and who confirmed that their notice hangs.

#include <string>
#include <vector>

#include "mien/config.h"

#include "context.h"

struct NoticeArguments {
  std::string config, fleet, out, database;
  std::vector<std::string> languages, confirmed;
};

/// The cameras of `arguments.fleet` instead of the configuration's; empty: nothing happens.
void take_fleet(const NoticeArguments& arguments, mien::RunConfig& config);

/// That the notices of `arguments.confirmed` hang, by the word of whoever runs this ("all": of
/// every camera): kept in the server's database, or beside the cameras of a fleet. Throws
/// Error(usage) for a camera that there is not.
void confirm_notices(const NoticeArguments& arguments, const mien::RunConfig& config,
                     const AppContext& context);
