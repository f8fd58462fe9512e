# dlib from source, once per instruction set, beside Debian's package (src/face/dlib_builds.h chooses between them):
# modules mien_dlib_ISA.so in the folder mien/ beside libmien. The source is the PyPI sdist, pinned by version and hash,
# kept in .deps/; no code of its package is run. Without it the program has Debian's build alone.
set(MIEN_DLIB_VERSION 20.0.1)
set(MIEN_DLIB_SHA256 7cb2a09467de032332c743bc967007f016598c66c9c9ebc54a5b66d3d9e46d54)
# What dlib's own build passes for USE_SSE2_INSTRUCTIONS and USE_AVX_INSTRUCTIONS, and two that it does not know. Never
# -march=native: src/face/dlib_builds.cpp asks the CPU for exactly these.
set(MIEN_DLIB_FLAGS_sse2 -msse2)
set(MIEN_DLIB_FLAGS_avx -mavx)
set(MIEN_DLIB_FLAGS_avx2 -mavx2 -mfma)
set(MIEN_DLIB_FLAGS_avx512 -mavx2 -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl)

# Leaves ${folder}/dlib/ with the headers and sources, or a message and nothing.
function(mien_fetch_dlib folder)
  if(EXISTS ${folder}/dlib/dnn.h)
    return()
  endif()
  find_program(MIEN_PYTHON NAMES python3)
  message(STATUS "Fetching dlib ${MIEN_DLIB_VERSION} (3 MB)")
  file(MAKE_DIRECTORY ${folder})
  set(failed "no python3")
  if(MIEN_PYTHON)
    execute_process(
      COMMAND ${MIEN_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/fetch_sdist.py dlib ${MIEN_DLIB_VERSION} ${MIEN_DLIB_SHA256}
        ${folder}/dlib.tar.gz
      RESULT_VARIABLE failed ERROR_VARIABLE output)
  endif()
  if(failed)
    message(WARNING "dlib ${MIEN_DLIB_VERSION} could not be fetched (${failed}): ${output}\n"
      "Going on without its builds from source: hog and mmod run on Debian's package alone.")
    return()
  endif()
  file(REMOVE_RECURSE ${folder}/part)
  file(ARCHIVE_EXTRACT INPUT ${folder}/dlib.tar.gz DESTINATION ${folder}/part)
  file(REMOVE ${folder}/dlib.tar.gz)
  file(RENAME ${folder}/part/dlib-${MIEN_DLIB_VERSION}/dlib ${folder}/dlib)  # last: an interrupted one begins again
  file(REMOVE_RECURSE ${folder}/part)
endfunction()

# The few sources of dlib that hog and mmod need; the linker drops what they do not use of those.
set(MIEN_DLIB_SOURCES base64/base64_kernel_1.cpp entropy_decoder/entropy_decoder_kernel_2.cpp
  entropy_encoder/entropy_encoder_kernel_2.cpp threads/multithreaded_object_extension.cpp
  threads/thread_pool_extension.cpp threads/threads_kernel_1.cpp threads/threads_kernel_2.cpp
  threads/threads_kernel_shared.cpp cuda/cpu_dlib.cpp cuda/tensor_tools.cpp)

function(mien_dlib_module isa folder)
  set(sources ${MIEN_DLIB_SOURCES})
  list(TRANSFORM sources PREPEND ${folder}/dlib/)
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS -w)
  file(GLOB adapter CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/face/dlib/*.cpp)
  add_library(mien_dlib_${isa} MODULE ${adapter} ${sources})
  string(REPLACE ";" " " flags "${MIEN_DLIB_FLAGS_${isa}}")
  target_compile_definitions(mien_dlib_${isa} PRIVATE MIEN_DLIB_MODULE DLIB_USE_BLAS DLIB_NO_GUI_SUPPORT
    DLIB_DISABLE_ASSERTS DLIB__CMAKE_GENERATED_A_CONFIG_H_FILE
    MIEN_DLIB_VERSION="${MIEN_DLIB_VERSION}" MIEN_DLIB_FLAGS="${flags}")
  target_include_directories(mien_dlib_${isa} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_include_directories(mien_dlib_${isa} SYSTEM PRIVATE ${folder})
  # Nothing but the entry is seen, and nothing inside is taken from elsewhere: the process has Debian's dlib too.
  target_compile_options(mien_dlib_${isa} PRIVATE ${MIEN_DLIB_FLAGS_${isa}} -ffunction-sections -fdata-sections
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  target_link_options(mien_dlib_${isa} PRIVATE -Wl,--gc-sections -Wl,-z,defs -Wl,-Bsymbolic
    -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/dlib_module.map)
  target_link_libraries(mien_dlib_${isa} PRIVATE mien_flags Threads::Threads)
  set_target_properties(mien_dlib_${isa} PROPERTIES PREFIX "" UNITY_BUILD OFF CXX_CLANG_TIDY ""
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/mien)
  install(TARGETS mien_dlib_${isa} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/mien COMPONENT libmien0)
  add_dependencies(mien_app mien_dlib_${isa})
endfunction()

if(MIEN_WITH_DLIB AND MIEN_DLIB_SOURCE)
  set(folder ${CMAKE_SOURCE_DIR}/.deps/dlib-${MIEN_DLIB_VERSION})
  mien_fetch_dlib(${folder})
  if(EXISTS ${folder}/dlib/dnn.h)
    foreach(isa sse2 avx avx2 avx512)
      mien_dlib_module(${isa} ${folder})
    endforeach()
    # Tests and benchmarks have the rooms inside: for them, beside libmien is beside themselves.
    foreach(programs tests benchmarks)
      file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${programs} ${CMAKE_BINARY_DIR}/mien)
      file(CREATE_LINK ${CMAKE_BINARY_DIR}/mien ${CMAKE_BINARY_DIR}/${programs}/mien SYMBOLIC)
    endforeach()
  endif()
endif()
