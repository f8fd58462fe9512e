/// \file Writes result folders and their page, for report_page.py: report_page OUT.html
/// [one|store|many|both|study|sparse|audience|smiles|all]

#include <cstdio>
#include <fstream>
#include <string_view>

#include "report/audience_fixture.h"
#include "report/report.h"
#include "report/report_fixture.h"
#include "report/study_fixture.h"

namespace {

using namespace mien::report;

/// One file with hostile names, and what else is needed to draw them.
void write_sparse(const fixture::Folder& folder) {
  auto bench = fixture::bench_file();
  for (const char* key : {"machine", "builds", "scaling"}) bench.erase(key);
  bench["results"][5]["approach"] = fixture::kHostileName;
  bench["results"][5]["note"] = fixture::kHostileName;
  bench["comparisons"][0]["label"] = fixture::kHostileName;
  folder.write("bench.json", bench.dump());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string_view kind = argv[2];
  const fixture::Folder one, store, study, sparse, audience, smiles;
  fixture::write_one_face(one);
  fixture::write_store(store, kind == "many" ? 100 : 0);
  fixture::write_study(study);
  write_sparse(sparse);
  fixture::write_audience(audience);
  fixture::write_smiles(smiles);
  fixture::write_smiling_audience(smiles);
  std::vector<std::filesystem::path> folders;
  if (kind == "one" || kind == "both" || kind == "all") folders.push_back(one.path());
  if (kind == "store" || kind == "many" || kind == "both") folders.push_back(store.path());
  if (kind == "study" || kind == "all") folders.push_back(study.path());
  if (kind == "sparse" || kind == "all") folders.push_back(sparse.path());
  if (kind == "audience") folders.push_back(audience.path());
  if (kind == "smiles") folders.push_back(smiles.path());
  std::ofstream(argv[1], std::ios::binary) << report_html(folders);
  return 0;
}
