# python3-mien: the package for this Debian's own Python, linked with the library of libmien0; of use with NumPy alone.
set(MIEN_NANOBIND "" CACHE PATH "The folder of an installed nanobind-config.cmake; empty: PyPI's, by hash")
if(NOT Python_EXECUTABLE)
  set(Python_EXECUTABLE /usr/bin/python3)  # Debian's, whatever other comes first or is active
endif()
find_package(Python 3.11 COMPONENTS Interpreter Development.Module)
if(NOT Python_FOUND)
  message(STATUS "Python's headers were not found: there will be no python3-mien (apt-get install python3-dev)")
  return()
endif()
set(nanobind_ROOT ${MIEN_NANOBIND})
if(NOT nanobind_ROOT)
  include(Nanobind)
  mien_fetch_nanobind(${MIEN_NANOBIND_FOLDER})
  set(nanobind_ROOT ${MIEN_NANOBIND_FOLDER}/nanobind/cmake)
endif()
set(packages lib/python3/dist-packages)
set(MIEN_PYTHON_PLACE ${packages}/mien)
add_subdirectory(python)

# What `importlib.metadata` and pip know it by. Without a list of its files: only dpkg removes it.
set(info ${CMAKE_BINARY_DIR}/mien.dist-info)
file(WRITE ${info}/METADATA "Metadata-Version: 2.1\nName: mien\nVersion: ${PROJECT_VERSION}\nRequires-Dist: numpy>=1.24\n")
file(WRITE ${info}/INSTALLER "debian\n")
install(DIRECTORY ${info}/ DESTINATION ${packages}/mien-${PROJECT_VERSION}.dist-info COMPONENT python3-mien)

math(EXPR next "${Python_VERSION_MINOR} + 1")
set(MIEN_PYTHON_DEPENDS "python3 (>= 3.${Python_VERSION_MINOR}), python3 (<< 3.${next}), python3-numpy")
