/// \file Writes result folders and their page, for report_page.py: report_page OUT.html
/// [one|store|many|both]

#include <cstdio>
#include <fstream>
#include <string_view>

#include "lab/lab.h"
#include "lab/report_fixture.h"

int main(int argc, char** argv) {
  using namespace mien::lab;
  if (argc < 3) return 2;
  const std::string_view kind = argv[2];
  const fixture::Folder one, store;
  fixture::write_one_face(one);
  fixture::write_store(store, kind == "many" ? 100 : 0);
  std::vector<std::filesystem::path> folders;
  if (kind == "one" || kind == "both") folders.push_back(one.path());
  if (kind != "one") folders.push_back(store.path());
  std::ofstream(argv[1], std::ios::binary) << report_html(folders);
  return 0;
}
