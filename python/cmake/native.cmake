# Installs the library and the program of `build` under mien/native, and lets both find the engine of OpenVINO's wheel, which
# lies beside mien in site-packages.
set(native "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/mien/native")
foreach(component IN ITEMS libmien0 mien)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --component ${component} --prefix ${native}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB engine "${native}/lib/mien/libopenvino*" "${native}/lib/mien/libtbb*")
# Wheels keep no links: the library's file has the name by which it is looked for.
file(GLOB names "${native}/lib/libmien.so*")
foreach(name IN LISTS names)
  if(name MATCHES "libmien[.]so[.][0-9]+$")
    file(REAL_PATH "${name}" file)
    file(REMOVE "${name}")
    file(RENAME "${file}" "${name}")
    set(library "${name}")
  endif()
endforeach()
file(REMOVE ${engine})
file(REMOVE_RECURSE "${native}/share/mien/packaging" "${native}/share/mien/prometheus" "${native}/share/mien/grafana")

file(COPY "${source}/LICENSE" "${source}/THIRD_PARTY.md" DESTINATION "${native}/share/doc/mien")

set(site "$ORIGIN/../../../openvino/libs")
foreach(file IN ITEMS "${library}" "${native}/bin/mien")
  execute_process(COMMAND ${strip} --strip-unneeded "${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
execute_process(COMMAND ${patchelf} --set-rpath "$ORIGIN/mien:${site}" "${library}" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${patchelf} --set-rpath "$ORIGIN/../lib/mien:${site}" "${native}/bin/mien" COMMAND_ERROR_IS_FATAL ANY)
