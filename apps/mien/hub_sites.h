#pragma once
/// \file Within `mien hub`: stores by token, what is proposed to them, what they make of it.

#include "commands.h"

void add_hub_site_commands(CLI::App& hub, AppContext& context);
