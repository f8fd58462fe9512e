# OpenVINO as a C++ SDK: headers, libraries and CMake config from the wheel, pinned by version and hash.
# Kept in .deps/, shared by all build folders; MIEN_OPENVINO_DIR points to an SDK that is there already.
set(MIEN_OPENVINO_VERSION 2026.4.1)
set(MIEN_OPENVINO_SHA256 2d22b1da03f7caf74df30e9f6417d0ab2f637e4a38e08e1dcd294d2c37407aaf)
set(MIEN_TBB_VERSION 2021.13.1)  # which that wheel has inside
set(MIEN_OPENVINO_DIR "" CACHE PATH "An OpenVINO SDK's cmake folder; empty: fetch the pinned wheel")

include(Wheel)
function(mien_fetch_openvino folder)
  if(EXISTS ${folder}/openvino/cmake/OpenVINOConfig.cmake)
    return()
  endif()
  mien_fetch_wheel(${folder} openvino==${MIEN_OPENVINO_VERSION} ${MIEN_OPENVINO_SHA256}
    "OpenVINO ${MIEN_OPENVINO_VERSION} (59 MB)"
    "pass -DMIEN_OPENVINO_DIR=<an SDK's cmake folder>"
    --implementation cp --python-version 3.11 --abi cp311 --platform manylinux_2_28_x86_64)
  file(REMOVE_RECURSE ${folder}/part)
  file(ARCHIVE_EXTRACT INPUT ${wheel} DESTINATION ${folder}/part
    PATTERNS openvino/include/* openvino/cmake/* openvino/libs/*)
  # Its hwloc would hide the system's; the GPU and NPU plug-ins are not used.
  set(libs ${folder}/part/openvino/libs)
  file(GLOB unused ${libs}/libhwloc* ${libs}/libtbbbind* ${libs}/*_gpu_* ${libs}/*_npu_*
    ${libs}/cache.json)
  file(REMOVE ${wheel} ${unused})
  file(RENAME ${folder}/part/openvino ${folder}/openvino)  # last: an interrupted one begins again
endfunction()

if(NOT MIEN_OPENVINO_DIR)
  set(deps ${CMAKE_SOURCE_DIR}/.deps/openvino-${MIEN_OPENVINO_VERSION})
  mien_fetch_openvino(${deps})
  set(MIEN_OPENVINO_DIR ${deps}/openvino/cmake)
endif()
set(OpenVINO_DIR ${MIEN_OPENVINO_DIR} CACHE PATH "" FORCE)
find_package(OpenVINO ${MIEN_OPENVINO_VERSION} REQUIRED COMPONENTS Runtime)

# The files that a program needs beside it at run time (88 MB of the wheel's 160).
get_filename_component(MIEN_OPENVINO_LIBS ${MIEN_OPENVINO_DIR}/../libs ABSOLUTE)
set(MIEN_OPENVINO_RUNTIME openvino.so.2641 openvino_intel_cpu_plugin.so openvino_ir_frontend.so.2641
  openvino_onnx_frontend.so.2641 openvino_tensorflow_lite_frontend.so.2641 tbb.so.12 tbbmalloc.so.2)
list(TRANSFORM MIEN_OPENVINO_RUNTIME PREPEND ${MIEN_OPENVINO_LIBS}/lib)
