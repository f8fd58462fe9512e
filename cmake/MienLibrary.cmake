# libmien.so: the public API (include/mien) and the rooms below it, nothing else (docs/adr/0015-one-library-for-embedders.md).
# The program and the tests have the same objects inside; server, reports and measurements are in no library.
mien_rooms_below(api rooms libraries)
add_library(mien SHARED)
foreach(room IN LISTS rooms)
  target_sources(mien PRIVATE $<TARGET_OBJECTS:${room}>)
endforeach()
add_library(mien::mien ALIAS mien)
target_link_libraries(mien PRIVATE ${libraries})
target_include_directories(mien PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>
  $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/generated> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_compile_features(mien PUBLIC cxx_std_20)
# Visibility hides what is ours; templates of the standard library, which marks itself as visible, are hidden here.
target_link_options(mien PRIVATE -Wl,--version-script=${CMAKE_SOURCE_DIR}/cmake/libmien.map)
set_target_properties(mien PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${MIEN_SOVERSION}
  LINK_DEPENDS ${CMAKE_SOURCE_DIR}/cmake/libmien.map
  INSTALL_RPATH "$ORIGIN/mien;$ORIGIN" INSTALL_REMOVE_ENVIRONMENT_RPATH ON)
