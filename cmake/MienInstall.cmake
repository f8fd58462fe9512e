# cmake --install gives a relocatable tree: program, library, headers, manifest, and the engine's libraries in
# lib/mien, found by RPATH. A consumer says find_package(mien) and links mien::mien.
# COMPONENT is the Debian package that a file belongs to (MienPackages.cmake).
include(CMakePackageConfigHelpers)

install(TARGETS mien EXPORT mien LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libmien0
  NAMELINK_COMPONENT libmien-dev)
install(TARGETS mien_app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT mien)
install(DIRECTORY include/mien DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT libmien-dev FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_BINARY_DIR}/generated/mien/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/mien COMPONENT libmien-dev)
# Models that are shipped with mien lie beside the manifest that names them (`origin: {shipped: true}`).
file(GLOB MIEN_SHIPPED_MODELS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/models/*.onnx)
install(FILES models/manifest.yaml ${MIEN_SHIPPED_MODELS} DESTINATION ${CMAKE_INSTALL_DATADIR}/mien COMPONENT mien)
install(FILES LICENSE THIRD_PARTY.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mien COMPONENT extra)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mien COMPONENT libmien-dev)
# What operators put beside it (docs/serve.md, docs/sinks.md, docs/mpi.md): systemd's, nginx's, a fleet's and Slurm's files, Prometheus' rules,
# Grafana's dashboard.
install(DIRECTORY packaging/systemd packaging/nginx packaging/fleet DESTINATION ${CMAKE_INSTALL_DATADIR}/mien/packaging COMPONENT mien)
install(PROGRAMS packaging/slurm/mien.sbatch packaging/slurm/mien-days.sbatch DESTINATION ${CMAKE_INSTALL_DATADIR}/mien/packaging/slurm
  COMPONENT mien)
install(PROGRAMS packaging/image/healthy DESTINATION ${CMAKE_INSTALL_DATADIR}/mien/packaging/image COMPONENT mien)
install(PROGRAMS packaging/mpi/enter DESTINATION ${CMAKE_INSTALL_DATADIR}/mien/packaging/mpi COMPONENT mien)
install(DIRECTORY docs/prometheus docs/grafana DESTINATION ${CMAKE_INSTALL_DATADIR}/mien COMPONENT mien)
install(FILES ${MIEN_OPENVINO_RUNTIME} DESTINATION ${CMAKE_INSTALL_LIBDIR}/mien COMPONENT libmien0)


# pkg-config beside CMake's package, both found from wherever the tree is moved to.
file(RELATIVE_PATH MIEN_PC_UP /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/mien.pc.in ${CMAKE_BINARY_DIR}/mien.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/mien.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT libmien-dev)

# Pages of the API, where they were asked for: cmake --build BUILD --target api_pages
find_program(MIEN_DOXYGEN doxygen)
if(MIEN_DOXYGEN)
  add_custom_target(api_pages COMMAND ${CMAKE_SOURCE_DIR}/tools/api-pages ${CMAKE_BINARY_DIR}/api VERBATIM)
endif()
install(DIRECTORY ${CMAKE_BINARY_DIR}/api/html DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mien COMPONENT extra OPTIONAL)

install(EXPORT mien NAMESPACE mien:: FILE mienTargets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mien COMPONENT libmien-dev)
file(WRITE ${CMAKE_BINARY_DIR}/mienConfig.cmake
  "include(\"\${CMAKE_CURRENT_LIST_DIR}/mienTargets.cmake\")\n")
write_basic_package_version_file(${CMAKE_BINARY_DIR}/mienConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/mienConfig.cmake ${CMAKE_BINARY_DIR}/mienConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mien COMPONENT libmien-dev)
