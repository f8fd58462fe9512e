# cmake --install gives a relocatable tree: program, library, headers, manifest, and the engine's libraries in
# lib/mien, found by RPATH. A consumer says find_package(mien) and links mien::mien.
include(CMakePackageConfigHelpers)

install(TARGETS mien EXPORT mien LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS mien_app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/mien DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_BINARY_DIR}/generated/mien/version.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/mien)
# Models that are shipped with mien lie beside the manifest that names them (`origin: {shipped: true}`).
file(GLOB MIEN_SHIPPED_MODELS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/models/*.onnx)
install(FILES models/manifest.yaml ${MIEN_SHIPPED_MODELS} DESTINATION ${CMAKE_INSTALL_DATADIR}/mien)
install(FILES LICENSE THIRD_PARTY.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/mien)
# What operators put beside it (docs/serve.md): systemd's and nginx's files, Prometheus' rules, Grafana's dashboard.
install(DIRECTORY packaging docs/prometheus docs/grafana DESTINATION ${CMAKE_INSTALL_DATADIR}/mien)
install(FILES ${MIEN_OPENVINO_RUNTIME} DESTINATION ${CMAKE_INSTALL_LIBDIR}/mien)

install(EXPORT mien NAMESPACE mien:: FILE mienTargets.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mien)
file(WRITE ${CMAKE_BINARY_DIR}/mienConfig.cmake
  "include(\"\${CMAKE_CURRENT_LIST_DIR}/mienTargets.cmake\")\n")
write_basic_package_version_file(${CMAKE_BINARY_DIR}/mienConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/mienConfig.cmake ${CMAKE_BINARY_DIR}/mienConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/mien)
