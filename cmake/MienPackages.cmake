# Debian packages by CPack (tools/package): mien, libmien0, libmien-dev, python3-mien, mien-mpi, mien-doc. With MIEN_PACKAGES the tree is laid out
# as Debian has it, for the prefix /usr: no RPATH but library's and program's to the engine, the unit where systemd looks, manual pages and
# completions from the program itself, /etc/mien/mien.yaml.
option(MIEN_PACKAGES "Lay out for Debian packages (prefix /usr)" OFF)
if(NOT MIEN_PACKAGES)
  return()
endif()
if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  message(FATAL_ERROR "MIEN_PACKAGES is for the prefix /usr: -DCMAKE_INSTALL_PREFIX=/usr, or tools/package")
endif()
if(NOT MIEN_SOVERSION EQUAL 0)
  message(FATAL_ERROR "The packages, overrides and tests are those of libmien0: rename them to libmien${MIEN_SOVERSION} (packaging/, cmake/, tools/package-test*)")
endif()
set(debian ${CMAKE_SOURCE_DIR}/packaging/debian)

# The library's place is the system's; the engine's, beside it, is looked for by library and program.
set_target_properties(mien PROPERTIES INSTALL_RPATH "$ORIGIN/mien")
# Linked as they are installed: an RPATH of the build's folder, though replaced, leaves its length and another build ID.
set_target_properties(mien mien_app PROPERTIES BUILD_WITH_INSTALL_RPATH ON)

# gzip leaves out name and time: the same pages are the same bytes.
set(manual ${CMAKE_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${manual}/done
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${manual}
  COMMAND ${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${MIEN_OPENVINO_LIBS} XDG_CACHE_HOME=${manual} MIEN_MANIFEST=${CMAKE_SOURCE_DIR}/models/manifest.yaml
    $<TARGET_FILE:mien_app> manual -o ${manual}
  COMMAND sh -c "gzip -9n ${manual}/man/man1/*.1"
  COMMAND ${CMAKE_COMMAND} -E touch ${manual}/done
  DEPENDS mien_app COMMENT "Manual pages and completions" VERBATIM)
add_custom_target(mien_manual ALL DEPENDS ${manual}/done)
install(DIRECTORY ${manual}/man ${manual}/bash-completion ${manual}/zsh ${manual}/fish DESTINATION share COMPONENT mien)

install(FILES packaging/systemd/mien.service DESTINATION lib/systemd/system COMPONENT mien)
install(FILES packaging/systemd/mien.sysusers DESTINATION lib/sysusers.d RENAME mien.conf COMPONENT mien)
install(FILES packaging/systemd/mien.tmpfiles DESTINATION lib/tmpfiles.d RENAME mien.conf COMPONENT mien)
install(FILES ${debian}/mien.yaml DESTINATION /etc/mien COMPONENT mien)
install(DIRECTORY docs/ DESTINATION share/doc/mien/docs COMPONENT mien-doc
  FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN "*.svg")
install(FILES README.md ARCHITECTURE.md PRIVACY.md SECURITY.md THIRD_PARTY.md DESTINATION share/doc/mien COMPONENT mien-doc)

set(MIEN_DEB_PACKAGES mien libmien0 libmien-dev mien-doc)
include(MienPython)
if(TARGET mien_mpi)
  list(APPEND MIEN_DEB_PACKAGES mien-mpi)
endif()
if(TARGET _mien)
  list(APPEND MIEN_DEB_PACKAGES python3-mien)
endif()
set(papers ${CMAKE_BINARY_DIR}/debian)
# Each Debian has its own build of a version; that for the next is higher, so that an upgrade of the machine replaces it.
set(MIEN_DEB_REVISION 1)
file(STRINGS /etc/os-release numbered REGEX "^VERSION_ID=\"[0-9]+\"$")
if(numbered MATCHES "([0-9]+)")
  string(APPEND MIEN_DEB_REVISION "~deb${CMAKE_MATCH_1}u1")
endif()
# The changelog's date is that of the sources (SOURCE_DATE_EPOCH), so that the same sources give the same package.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  set(epoch $ENV{SOURCE_DATE_EPOCH})
else()
  string(TIMESTAMP epoch "%s" UTC)
endif()
execute_process(COMMAND date -u -R -d @${epoch} OUTPUT_VARIABLE MIEN_CHANGELOG_DATE OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
foreach(package IN LISTS MIEN_DEB_PACKAGES)
  set(folder ${papers}/${package})
  file(MAKE_DIRECTORY ${folder})
  configure_file(${debian}/changelog ${folder}/changelog.Debian @ONLY)
  execute_process(COMMAND gzip -9nf ${folder}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
  configure_file(${CMAKE_SOURCE_DIR}/CHANGELOG.md ${folder}/changelog COPYONLY)
  execute_process(COMMAND gzip -9nf ${folder}/changelog COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${debian}/copyright ${folder}/changelog.Debian.gz ${folder}/changelog.gz DESTINATION share/doc/${package} COMPONENT ${package})
  file(READ ${debian}/all.lintian-overrides overrides)
  if(EXISTS ${debian}/${package}.lintian-overrides)
    file(READ ${debian}/${package}.lintian-overrides own)
    string(APPEND overrides "${own}")
  endif()
  file(WRITE ${folder}/overrides "${overrides}")
  install(FILES ${folder}/overrides DESTINATION share/lintian/overrides RENAME ${package} COMPONENT ${package})
endforeach()
foreach(script mien.postinst mien.prerm mien.postrm python3-mien.postinst python3-mien.prerm)
  string(REPLACE . / place ${script})  # control files have their plain names
  configure_file(${debian}/${script} ${papers}/scripts/${place} COPYONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endforeach()
file(WRITE ${papers}/conffiles "/etc/mien/mien.yaml\n")
file(WRITE ${papers}/triggers "activate-noawait ldconfig\n")
file(WRITE ${papers}/shlibs "libmien ${MIEN_SOVERSION} libmien${MIEN_SOVERSION} (>= ${PROJECT_VERSION})\n")

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL ${MIEN_DEB_PACKAGES})
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_SET_DESTDIR ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_NAME mien)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own; this one would stand above them
set(CPACK_PACKAGE_CONTACT "mien's maintainers <maintainers@mien.example>")
set(CPACK_DEBIAN_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_RELEASE ${MIEN_DEB_REVISION})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR} ${MIEN_OPENVINO_LIBS})
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE https://github.com/mien/mien)
set(version "(= ${PROJECT_VERSION}-${MIEN_DEB_REVISION})")

# mien_deb(PACKAGE SECTION DEPENDS SUMMARY TEXT): the words of a package's control file.
function(mien_deb package section depends summary text)
  string(TOUPPER ${package} key)
  set(CPACK_DEBIAN_${key}_PACKAGE_NAME ${package} PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_SECTION ${section} PARENT_SCOPE)
  set(CPACK_DEBIAN_${key}_PACKAGE_DEPENDS "${depends}" PARENT_SCOPE)
  set(CPACK_COMPONENT_${key}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
endfunction()
mien_deb(mien video "libmien0 ${version}, adduser, ca-certificates, python3, python3-pip"
  "faces, expressions and answers from in-store video"
  "Reads recordings and live cameras on ordinary CPUs: faces, their\nexpressions, who stayed in front of which content, ratings; with a\ndashboard, an API, and the means to measure and tune it. Models that it\ndoes not ship are fetched by hash when they are first needed.")
mien_deb(libmien0 libs "" "faces, expressions and answers from in-store video - library"
  "The library under mien, for programs that embed it, with its inference\nengine (OpenVINO) in a folder of its own.")
mien_deb(libmien-dev libdevel "libmien0 ${version}" "faces, expressions and answers from in-store video - headers"
  "Headers and the CMake package of libmien.")
mien_deb(mien-mpi science "libmien0 ${version}" "faces, expressions and answers from in-store video - MPI"
  "The module with which mien shares recordings among the ranks of an MPI\njob.")
mien_deb(python3-mien python "libmien0 ${version}, mien ${version}, ${MIEN_PYTHON_DEPENDS}"
  "faces, expressions and answers from in-store video - Python"
  "import mien: pictures without a copy, runs and live cameras, tables for\nNumPy, pandas and Arrow, stages and sinks of one's own in Python.")
mien_deb(mien-doc doc "" "faces, expressions and answers from in-store video - guides"
  "Guides and decisions of mien. The examples are in libmien-dev.")
set(CPACK_DEBIAN_MIEN-DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_MIEN_PACKAGE_RECOMMENDS "systemd")
set(CPACK_DEBIAN_MIEN_PACKAGE_SUGGESTS "mien-doc, mien-mpi")
set(CPACK_DEBIAN_MIEN_PACKAGE_CONTROL_EXTRA ${papers}/scripts/mien/postinst ${papers}/scripts/mien/prerm ${papers}/scripts/mien/postrm
  ${papers}/conffiles)
set(CPACK_DEBIAN_PYTHON3-MIEN_PACKAGE_SUGGESTS "python3-pandas")
set(CPACK_DEBIAN_PYTHON3-MIEN_PACKAGE_CONTROL_EXTRA ${papers}/scripts/python3-mien/postinst ${papers}/scripts/python3-mien/prerm)
# The manifest of models and those that are shipped are in mien.
set(CPACK_DEBIAN_LIBMIEN0_PACKAGE_RECOMMENDS "mien")
set(CPACK_DEBIAN_LIBMIEN0_PACKAGE_CONTROL_EXTRA ${papers}/triggers ${papers}/shlibs)
set(CPACK_DEBIAN_LIBMIEN-DEV_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_MIEN-DOC_PACKAGE_SHLIBDEPS OFF)
include(CPack)
