# All rooms in one shared library, installed with its engine and a CMake package.
get_property(rooms GLOBAL PROPERTY MIEN_ROOMS)
get_property(libraries GLOBAL PROPERTY MIEN_LIBS)
list(REMOVE_DUPLICATES libraries)
add_library(mien SHARED)
foreach(room IN LISTS rooms)
  target_sources(mien PRIVATE $<TARGET_OBJECTS:${room}>)
endforeach()
add_library(mien::mien ALIAS mien)
target_link_libraries(mien PRIVATE ${libraries})
target_include_directories(mien PUBLIC
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(mien PUBLIC cxx_std_20)
set_target_properties(mien PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 0
  INSTALL_RPATH "$ORIGIN/mien;$ORIGIN" INSTALL_REMOVE_ENVIRONMENT_RPATH ON)
