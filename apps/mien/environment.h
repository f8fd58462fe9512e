#pragma once
#include <map>
#include <string>

/// The environment of this process.
std::map<std::string, std::string> environment_map();
