#pragma once
/// \file What a configuration is refused with.

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "mien/error.h"

#include "config/config_reader.h"

namespace mien {

/// Of reading `text`, which somebody has to correct.
inline Error refusal_of(const std::string& text,
                        const std::map<std::string, std::string>& environment = {}) {
  try {
    config::parse_config(text, "mien.yaml", environment);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_FALSE(error.remedy().empty()) << error.what();
    return error;
  }
  ADD_FAILURE() << "was accepted:\n" << text.substr(0, 400);
  return {ErrorKind::internal, "", ""};
}

}  // namespace mien
