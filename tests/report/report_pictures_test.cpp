/// \file A folder of pictures on the page that a run leaves.

#include <gtest/gtest.h>

#include "report/run.h"
#include "report_fixture.h"

namespace mien::report {
namespace {

using fixture::Folder;
using fixture::json;

json run_of(const Folder& folder) { return *read_run(std::vector{folder.path()}); }

// Of a folder of pictures: one input, each face with its picture, and no course of time.
TEST(Report, PicturesOfAFolderAreOneInput) {
  for (const std::string name : {"photos", "some/photos/"}) {
    const Folder folder;
    const std::string path = name + (name.ends_with('/') ? "" : "/");
    folder.write("events.jsonl", fixture::event_line(name, 0, {"sadness"}) +
                                     fixture::event_line(name, 1, {"happiness"}));
    folder.write("tracks.csv", fixture::kTracksHeader + path + "a.jpg,1,0,0,1,sadness,0.5,0,0,0\n" +
                                   path + "b.jpg,2,1,1,1,happiness,0.5,0,0,1\n");
    json row = fixture::input_row(name, 2, 2, 2, {{"sadness", 0.5}, {"happiness", 0.5}});
    row["passed_over"] = {{{"file", "c.heic"}, {"reason", "a HEIC picture"}}};
    for (const bool finished : {true, false}) {
      if (finished)
        folder.write("summary.json", fixture::summary_of(json::array({row})).dump());
      else
        std::filesystem::remove(folder.path() / "summary.json");  // a run that was killed
      const json run = run_of(folder);
      ASSERT_EQ(run["inputs"].size(), 1u) << name;
      const json& input = run["inputs"][0];
      ASSERT_EQ(input["tracks_rows"].size(), 2u);
      EXPECT_EQ(input["tracks_rows"][0].back(), "a.jpg");
      EXPECT_EQ(input["tracks_rows"][1].back(), "b.jpg");
      EXPECT_FALSE(input.contains("timeline"));
      const std::string notes = run["notes"].dump();
      EXPECT_EQ(notes.find("1 file skipped (c.heic): a HEIC picture") != std::string::npos,
                finished)
          << notes;
    }
  }
}

}  // namespace
}  // namespace mien::report
