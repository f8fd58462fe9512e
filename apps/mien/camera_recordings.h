#pragma once
/// \file Cameras whose input is a folder, a list or a pattern of recordings.

#include "mien/config.h"

/// Puts a camera for each recording (CameraConfig::recorded_by) in the place of one that names
/// several, in the order of time, each with its begin; other cameras stay as they are. Says on
/// stderr, unless `quiet`, how many there are, what their times are taken from, and what was passed
/// over. Throws Error(input) where a pattern fits nothing.
void take_recordings(mien::RunConfig& config, bool quiet);
