#include "environment.h"

#include <pwd.h>
#include <unistd.h>

std::map<std::string, std::string> environment_map() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    if (const auto equals = text.find('='); equals != std::string::npos)
      variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

std::string user_name() {
  const passwd* user = getpwuid(getuid());
  return user ? user->pw_name : "user " + std::to_string(getuid());
}
