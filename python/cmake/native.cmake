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

# The engine by its path, not by a folder that is searched: OpenVINO's wheel has an hwloc beside it that would hide the system's.
set(site "$ORIGIN/../../../openvino/libs")
function(share_engine file rpath)
  execute_process(COMMAND ${strip} --strip-unneeded "${file}" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${patchelf} --print-needed "${file}" OUTPUT_VARIABLE needed COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "libopenvino[.]so[.][0-9]+" name "${needed}")
  execute_process(COMMAND ${patchelf} --set-rpath "${rpath}" --replace-needed "${name}" "${site}/${name}" "${file}"
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()
share_engine("${library}" "$ORIGIN/mien")
share_engine("${native}/bin/mien" "$ORIGIN/../lib/mien")
