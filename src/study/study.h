#pragma once
/// \file The performance study: what bench, tune, profile, density and eval left, put together.

#include <filesystem>
#include <string>
#include <vector>

#include "study/files.h"

namespace mien::study {

/// The studies of some folders. Each folder adds what it holds to the study of the folders before
/// it; a folder that brings a kind again (a second bench.json, say, from another machine) starts a
/// new study. Results of eval are gathered; two single snapshots are before and after.
class Studies {
 public:
  /// Whether the folder holds anything of a study. Throws Error(input) that names file and key
  /// where a file is broken.
  bool add(const std::filesystem::path& folder, const std::string& name);

  /// One object per study for the page (web/report/study.js draws it).
  json to_json() const;

 private:
  struct Study {
    std::vector<std::string> names;  ///< of its folders
    json bench, tune, density, cores, roofline, before, after, machine, software;
    json detect = json::array(), emotion = json::array();
  };
  static json page_data(const Study&);
  static void merge(Study& into, Study&& part);
  static bool clash(const Study&, const Study& part);

  std::vector<Study> studies_;
};

}  // namespace mien::study
