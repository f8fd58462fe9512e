# nanobind for Debian's python3-mien: an installed one (MIEN_NANOBIND), else PyPI's wheel of headers and sources, by version (that of
# python/pyproject.toml) and hash, in .deps/. `cmake -P cmake/Nanobind.cmake` fetches it beforehand, for a build without network.
include(${CMAKE_CURRENT_LIST_DIR}/Wheel.cmake)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/../python/pyproject.toml required REGEX "nanobind==")
string(REGEX MATCH "nanobind==([0-9.]+)" required "${required}")
set(MIEN_NANOBIND_VERSION ${CMAKE_MATCH_1})
set(MIEN_NANOBIND_SHA256 9268d7201eaf5519ae61b7a83175f2af77088cb4b99dd3ce5b00550f697da7b7)

# Leaves ${folder}/nanobind.
function(mien_fetch_nanobind folder)
  if(EXISTS ${folder}/nanobind/cmake/nanobind-config.cmake)
    return()
  endif()
  mien_fetch_wheel(${folder} nanobind==${MIEN_NANOBIND_VERSION} ${MIEN_NANOBIND_SHA256} "nanobind ${MIEN_NANOBIND_VERSION}"
    "pass -DMIEN_NANOBIND=<the folder of its nanobind-config.cmake>")
  file(ARCHIVE_EXTRACT INPUT ${wheel} DESTINATION ${folder}/part)
  file(REMOVE ${wheel})
  file(RENAME ${folder}/part/nanobind ${folder}/nanobind)  # last: an interrupted one begins again
  file(REMOVE_RECURSE ${folder}/part)
endfunction()

set(MIEN_NANOBIND_FOLDER ${CMAKE_SOURCE_DIR}/.deps/nanobind-${MIEN_NANOBIND_VERSION})
if(CMAKE_SCRIPT_MODE_FILE)
  mien_fetch_nanobind(${MIEN_NANOBIND_FOLDER})
endif()
