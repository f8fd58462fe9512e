# The live pages (web/live): type-checked and bundled at build time, and files of theirs as a table in the program.
#
# mien_embed_site(TARGET NAME): the target may then include "embedded/NAME.h", which declares
#   namespace mien::embedded { const std::span<const SiteFile> NAME; }
# with every file of the site: path ("index.html", "assets/app.js"), content_type, bytes, etag (quoted, as in the header).
#
# The same file is the script that writes the two sources:
#   cmake -DNAME=… -DFOLDER=… -DSITE=… -DFILES=a|b -P Web.cmake

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  set(type_html "text/html; charset=utf-8")
  set(type_js "text/javascript; charset=utf-8")
  set(type_css "text/css; charset=utf-8")
  set(type_svg "image/svg+xml")
  set(type_json "application/json")
  set(type_txt "text/plain; charset=utf-8")
  set(type_webmanifest "application/manifest+json")
  set(notice "// Written by cmake/Web.cmake; change web/live instead.\n")
  set(arrays "")
  set(rows "")
  set(count 0)
  string(REPLACE "|" ";" files "${FILES}")
  foreach(file IN LISTS files)
    get_filename_component(extension "${file}" LAST_EXT)
    string(SUBSTRING "${extension}" 1 -1 extension)
    if(NOT DEFINED type_${extension})
      message(FATAL_ERROR "${file}: no content type is known for .${extension}; add it to cmake/Web.cmake")
    endif()
    file(READ "${SITE}/${file}" hex HEX)
    if(hex STREQUAL "")
      message(FATAL_ERROR "${SITE}/${file} is empty")
    endif()
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
    file(SHA256 "${SITE}/${file}" hash)
    string(SUBSTRING ${hash} 0 20 etag)
    string(APPEND arrays "constexpr char file${count}[] = {${bytes}};\n")
    string(APPEND rows "  SiteFile{\"${file}\", \"${type_${extension}}\", {file${count}, sizeof file${count}}, \"\\\"${etag}\\\"\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  file(WRITE "${FOLDER}/embedded/${NAME}.h" "${notice}#pragma once\n#include <span>\n#include <string_view>\n"
    "namespace mien::embedded {\n#ifndef MIEN_SITE_FILE\n#define MIEN_SITE_FILE\n"
    "/// A file of a site; all views last as long as the program.\n"
    "struct SiteFile {\n  std::string_view path, content_type, bytes, etag;\n};\n#endif\n"
    "extern const std::span<const SiteFile> ${NAME};\n}\n")
  file(WRITE "${FOLDER}/${NAME}.cpp" "${notice}#include \"embedded/${NAME}.h\"\nnamespace mien::embedded {\nnamespace {\n"
    "${arrays}constexpr SiteFile site_files[] = {\n${rows}};\n}\n"
    "const std::span<const SiteFile> ${NAME}{site_files};\n}\n")
  return()
endif()

set(MIEN_WEB_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
set(MIEN_WEB_SOURCE ${CMAKE_SOURCE_DIR}/web/live)
# Sources are copied here and built here, so that the source tree gets no node_modules.
set(MIEN_WEB_FOLDER ${CMAKE_BINARY_DIR}/web)
set(MIEN_SITE_FILES index.html kiosk.html api.html assets/app.js assets/app.css assets/kiosk.js assets/kiosk.css
  assets/api.js assets/api.css assets/icon.svg)

# A source archive has the pages built (tools/release): no Node.js is needed, and no network, but for the tests of the pages.
set(MIEN_WEB_BUILT ${CMAKE_SOURCE_DIR}/web/site)
set(MIEN_WEB_SITE ${MIEN_WEB_FOLDER}/site)
if(EXISTS ${MIEN_WEB_BUILT}/index.html AND NOT MIEN_TESTS)
  set(MIEN_WEB_SITE ${MIEN_WEB_BUILT})
  add_custom_target(mien_site)
else()
  include(Node)
  # The tools, as the lock file names them; the browser driver only where tests are built.
  set(MIEN_NPM_OPTIONS --omit=dev)
  if(MIEN_TESTS)
    set(MIEN_NPM_OPTIONS)
  endif()
  set(MIEN_WEB_TOOLS ${MIEN_WEB_FOLDER}/node_modules/.package-lock.json)
  add_custom_command(
    OUTPUT ${MIEN_WEB_TOOLS}
    COMMAND ${CMAKE_COMMAND} -E copy ${MIEN_WEB_SOURCE}/package.json ${MIEN_WEB_SOURCE}/package-lock.json
      ${MIEN_WEB_SOURCE}/.npmrc ${MIEN_WEB_FOLDER}
    COMMAND ${CMAKE_COMMAND} -E chdir ${MIEN_WEB_FOLDER} ${MIEN_NODE} ${MIEN_NPM} ci --loglevel=error ${MIEN_NPM_OPTIONS}
    COMMAND ${CMAKE_COMMAND} -E touch ${MIEN_WEB_TOOLS}
    DEPENDS ${MIEN_NODE} ${MIEN_WEB_SOURCE}/package.json ${MIEN_WEB_SOURCE}/package-lock.json ${MIEN_WEB_SOURCE}/.npmrc
    COMMENT "Fetching the tools of the live pages" VERBATIM)

  file(GLOB_RECURSE MIEN_WEB_SOURCES CONFIGURE_DEPENDS ${MIEN_WEB_SOURCE}/src/* ${MIEN_WEB_SOURCE}/static/*)
  list(APPEND MIEN_WEB_SOURCES ${MIEN_WEB_SOURCE}/build.mjs ${MIEN_WEB_SOURCE}/tsconfig.json)
  set(outputs ${MIEN_SITE_FILES})
  list(TRANSFORM outputs PREPEND ${MIEN_WEB_FOLDER}/site/)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${MIEN_WEB_FOLDER}/src ${MIEN_WEB_FOLDER}/static
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${MIEN_WEB_SOURCE}/src ${MIEN_WEB_FOLDER}/src
    COMMAND ${CMAKE_COMMAND} -E copy_directory ${MIEN_WEB_SOURCE}/static ${MIEN_WEB_FOLDER}/static
    COMMAND ${CMAKE_COMMAND} -E copy ${MIEN_WEB_SOURCE}/build.mjs ${MIEN_WEB_SOURCE}/tsconfig.json ${MIEN_WEB_FOLDER}
    COMMAND ${CMAKE_COMMAND} -E chdir ${MIEN_WEB_FOLDER} ${MIEN_NODE} node_modules/typescript/bin/tsc --noEmit -p .
    COMMAND ${CMAKE_COMMAND} -E chdir ${MIEN_WEB_FOLDER} ${MIEN_NODE} build.mjs site
    DEPENDS ${MIEN_WEB_TOOLS} ${MIEN_WEB_SOURCES}
    COMMENT "Building the live pages" VERBATIM)
  add_custom_target(mien_site DEPENDS ${outputs})
endif()

function(mien_embed_site target name)
  set(folder ${CMAKE_BINARY_DIR}/embed/${target})
  set(inputs ${MIEN_SITE_FILES})
  list(TRANSFORM inputs PREPEND ${MIEN_WEB_SITE}/)
  string(REPLACE ";" "|" joined "${MIEN_SITE_FILES}")
  add_custom_command(
    OUTPUT ${folder}/${name}.cpp ${folder}/embedded/${name}.h
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFOLDER=${folder} -DSITE=${MIEN_WEB_SITE} "-DFILES=${joined}"
      -P ${MIEN_WEB_SCRIPT}
    DEPENDS ${inputs} ${MIEN_WEB_SCRIPT}
    COMMENT "Embedding ${name}" VERBATIM)
  mien_generated(${name} ${folder}/embedded/${name}.h)
  target_sources(${target} PRIVATE ${folder}/${name}.cpp ${folder}/embedded/${name}.h)
  set_source_files_properties(${folder}/${name}.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  target_include_directories(${target} PRIVATE ${folder})
  add_dependencies(${target} mien_site)
endfunction()
