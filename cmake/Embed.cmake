# mien_embed(TARGET NAME FILE…): text files become constants of the program, at build time.
#
# The target may then include "embedded/NAME.h", which declares one std::string_view per file in
# namespace mien::embedded; its name is the file's, with every other sign than a letter or digit as "_"
# (report.css → report_css). Files are UTF-8 without NUL bytes.
#
# The same file is the script that writes the two sources:
#   cmake -DNAME=… -DFOLDER=… -DFILES=a|b -P Embed.cmake

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(notice "// Written by cmake/Embed.cmake; change the embedded files instead.\n")
  set(header "${notice}#pragma once\n#include <string_view>\nnamespace mien::embedded {\n")
  set(source "${notice}#include \"embedded/${NAME}.h\"\nnamespace mien::embedded {\n")
  string(REPLACE "|" ";" files "${FILES}")
  foreach(file IN LISTS files)
    get_filename_component(symbol "${file}" NAME)
    string(MAKE_C_IDENTIFIER "${symbol}" symbol)
    file(READ "${file}" text)
    string(FIND "${text}" ")mien_embed\"" clash)
    if(text STREQUAL "" OR NOT clash EQUAL -1)
      message(FATAL_ERROR "${file} is empty or contains the delimiter of the embedded text")
    endif()
    string(APPEND header "extern const std::string_view ${symbol};\n")
    string(APPEND source "constinit const std::string_view ${symbol}{R\"mien_embed(")
    string(APPEND source "${text}" ")mien_embed\"};\n")
  endforeach()
  file(WRITE "${FOLDER}/embedded/${NAME}.h" "${header}}\n")
  file(WRITE "${FOLDER}/${NAME}.cpp" "${source}}\n")
  return()
endif()

set(MIEN_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# The target mien_generated writes all headers that the build writes, and compiles nothing: for clang-tidy.
add_custom_target(mien_generated)
function(mien_generated name header)
  add_custom_target(mien_generated_${name} DEPENDS ${header})
  add_dependencies(mien_generated mien_generated_${name})
endfunction()

# Chart.js draws the report's charts inside the page, so that the page asks no network for it.
find_file(MIEN_CHART_JS chart.min.js PATHS /usr/share/javascript/chart.js /usr/share/nodejs/chart.js/dist
  DOC "Chart.js 3, one minified file")
if(NOT MIEN_CHART_JS)
  message(FATAL_ERROR "Chart.js (chart.min.js) was not found. Install Debian's libjs-chart.js, "
    "or pass -DMIEN_CHART_JS=<path of chart.min.js, version 3>.")
endif()

function(mien_embed target name)
  set(folder ${CMAKE_BINARY_DIR}/embed/${target})
  set(files)
  foreach(file IN LISTS ARGN)
    get_filename_component(file "${file}" ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
    if(NOT EXISTS "${file}")
      message(FATAL_ERROR "mien_embed(${target} ${name}): ${file} does not exist")
    endif()
    list(APPEND files "${file}")
  endforeach()
  string(REPLACE ";" "|" joined "${files}")
  add_custom_command(
    OUTPUT ${folder}/${name}.cpp ${folder}/embedded/${name}.h
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFOLDER=${folder} "-DFILES=${joined}" -P ${MIEN_EMBED_SCRIPT}
    DEPENDS ${files} ${MIEN_EMBED_SCRIPT}
    COMMENT "Embedding ${name}" VERBATIM)
  mien_generated(${name} ${folder}/embedded/${name}.h)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp ${folder}/embedded/${name}.h)
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
