#pragma once
#include <map>
#include <string>

/// The environment of this process.
std::map<std::string, std::string> environment_map();

/// Who runs this, for the audit log.
std::string user_name();
