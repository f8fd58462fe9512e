#include "profile_start.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "mien/error.h"

namespace {

// The arguments of this process, as the system keeps them.
std::vector<std::string> own_arguments() {
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  std::vector<std::string> arguments;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\0', from);
    arguments.push_back(text.substr(from, end - from));
    if (end == std::string::npos) break;
    from = end + 1;
  }
  return arguments;
}

// OpenMP runtimes read their variables when they are loaded, which was before main.
void start_anew_with(const std::map<std::string, std::string>& variables) {
  bool missing = false;
  for (const auto& [name, value] : variables) {
    const char* set = std::getenv(name.c_str());
    if (set && value == set) continue;
    missing = true;
    setenv(name.c_str(), value.c_str(), 1);
  }
  if (!missing) return;
  std::vector<std::string> arguments = own_arguments();
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv("/proc/self/exe", pointers.data());
  throw mien::Error(mien::ErrorKind::internal, "--profile",
                    "the program cannot be started with the profile's environment",
                    "set the profile's environment variables by hand");
}

}  // namespace

void take_profile(const mien::config::Profile& profile, bool force, mien::RunConfig& config) {
  const std::string adapted = mien::config::apply_profile(profile, force, config);
  if (!adapted.empty())
    fmt::print(stderr, "mien: {}\n", adapted);
  else
    start_anew_with(profile.environment);
}
