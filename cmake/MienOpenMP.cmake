# OpenMP for one file, the approach of that name. LLVM's runtime where it is installed (Debian: libomp-dev): besides
# OMP_* it reads KMP_BLOCKTIME and KMP_AFFINITY, and it serves code compiled by GCC as well. Else GCC's own.
file(GLOB folders LIST_DIRECTORIES true /usr/lib/llvm-*/lib)
find_library(MIEN_LIBOMP NAMES omp libomp.so.5 PATHS ${folders} DOC "LLVM's OpenMP runtime")
if(MIEN_LIBOMP)
  set(MIEN_OPENMP_LIBRARY ${MIEN_LIBOMP})
  set(runtime "LLVM libomp")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  set(MIEN_OPENMP_LIBRARY gomp)
  set(runtime "GNU libgomp")
endif()
include(CheckIncludeFileCXX)
set(CMAKE_REQUIRED_FLAGS -fopenmp)
check_include_file_cxx(omp.h MIEN_HAS_OMP_H)  # a compiler may lack its own
unset(CMAKE_REQUIRED_FLAGS)
if(MIEN_OPENMP_LIBRARY AND MIEN_HAS_OMP_H)
  set_source_files_properties(${CMAKE_SOURCE_DIR}/src/recordings/approaches/openmp.cpp PROPERTIES
    COMPILE_OPTIONS -fopenmp COMPILE_DEFINITIONS "MIEN_OPENMP_RUNTIME=\"${runtime}\""
    SKIP_UNITY_BUILD_INCLUSION ON)
endif()
