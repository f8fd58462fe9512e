# Compiler flags that every target of this tree shares.
# -Wno-restrict, -Wno-maybe-uninitialized: GCC 12 warns of std::string in its own header (GCC bugs 105329, 105562).
add_library(mien_flags INTERFACE)
target_compile_options(mien_flags INTERFACE -Wall -Wextra -Wno-missing-field-initializers -Wno-unused-parameter
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-maybe-uninitialized>)
if(MIEN_WERROR)
  target_compile_options(mien_flags INTERFACE -Werror)
endif()
if(MIEN_FUZZERS)
  add_compile_options(-fsanitize=fuzzer-no-link)  # coverage, for the fuzzers to follow
endif()
if(MIEN_SANITIZE)
  add_compile_options(-fsanitize=${MIEN_SANITIZE} -fno-omit-frame-pointer -g1)
  add_link_options(-fsanitize=${MIEN_SANITIZE})
endif()
# Symbols for profiles, small enough to ship.
add_compile_options($<$<CONFIG:Release>:-g1>)
# Where tree and build folder lie is in no object of a release: elsewhere the same sources give the same bytes, with ccache, which names files
# from the build folder on, and without it. Of several that fit the last one counts. Debuggers find a release's sources from the tree's root
# on, those of other builds from anywhere.
cmake_path(RELATIVE_PATH CMAKE_SOURCE_DIR BASE_DIRECTORY ${CMAKE_BINARY_DIR} OUTPUT_VARIABLE up)
foreach(place IN ITEMS ${up}=. ${CMAKE_SOURCE_DIR}=. ${CMAKE_BINARY_DIR}=. ${CMAKE_BINARY_DIR}/=)
  add_compile_options($<$<CONFIG:Release>:-ffile-prefix-map=${place}>)
endforeach()
find_program(CCACHE ccache)
if(CCACHE)
  # What one build folder or clone has compiled, another of the same sources takes.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_COMPILERCHECK=content ${CCACHE})
endif()
