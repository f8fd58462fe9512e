# mien_fetch_wheel(FOLDER NAME==VERSION SHA256 WHAT REMEDY PIP-OPTIONS...): downloads a wheel by version and hash into FOLDER and
# sets `wheel` to its path. Nothing of it is run or installed.
function(mien_fetch_wheel folder package sha256 what remedy)
  find_program(MIEN_PYTHON NAMES python3 REQUIRED)
  message(STATUS "Fetching ${what}")
  file(WRITE ${folder}/requirements.txt "${package} --hash=sha256:${sha256}\n")
  execute_process(
    COMMAND ${MIEN_PYTHON} -m pip download --quiet --no-deps --require-hashes --only-binary=:all: ${ARGN}
      --dest ${folder} -r ${folder}/requirements.txt
    RESULT_VARIABLE failed ERROR_VARIABLE output)
  file(GLOB wheel ${folder}/*.whl)
  if(failed OR NOT wheel)
    message(FATAL_ERROR "pip could not fetch ${what}: ${output}\nInstall python3-pip, or ${remedy}.")
  endif()
  set(wheel ${wheel} PARENT_SCOPE)
endfunction()
