#pragma once
/// \file What a user can choose for a run.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/choices.h"
#include "mien/export.h"
#include "mien/sink_config.h"
#include "mien/types.h"

namespace mien {

/// A polygon on the picture, 0..1 of its width and height.
using Polygon = std::vector<Point>;

/// What a camera shows, every day or on some days, all day or part of it, on the store's clock.
struct ShowingConfig {
  std::string content;       ///< may be empty: nothing is shown
  std::string zone;          ///< of the camera; empty: all of it
  std::uint8_t days = 0x7f;  ///< bit 0: Monday … bit 6: Sunday
  int from = 0,
      to = 1440;  ///< minutes of the day, from ≤ time < to; from > to reaches over midnight

  bool operator==(const ShowingConfig&) const = default;
};

struct CameraConfig {
  std::string name;   ///< key in the file; the input itself for inputs named on the command line
  std::string input;  ///< path, folder, pattern of paths, loop:clip.mp4, URL, v4l2:/dev/video0
  std::vector<std::string> more_inputs;  ///< recordings beside `input`: a list in the file
  /// How recordings' names tell when they begin, as strptime has it; empty: by rule.
  std::string time_in_name;
  /// Which screen it looks at, as play logs name it; empty: the camera's own name.
  std::string screen;
  /// Live: a smaller stream of the same camera that faces are searched in; they are cut from
  /// `input`. Empty: `input` serves both.
  std::string detect_input;
  Transport transport = Transport::automatic;  ///< RTSP
  Sleep sleep = Sleep::keyframes;              ///< live
  double detect_fps = -1;                      ///< −1: as the run says
  double replay_fps =
      0;  ///< loop:…: frames shown per second, for measurements; 0: at the clip's own rate
  int width = 0;  ///< 0: as the run says
  /// Of a recording: the wall clock at its start; none: the run's own start.
  std::optional<WallTime> started_at;
  /// Of one recording of several: the camera that made it; empty: `name` is the camera's.
  std::string recorded_by;
  /// What it saw before is seen in the recording before it, and counts there.
  std::optional<WallTime> counts_from;
  std::vector<std::string> notes;  ///< what to know of it, for its summary
  bool by_api = false;  ///< named over the API: `ServerConfig::camera_inputs` applies to its inputs
  std::string purpose =
      "retail-audience";                ///< or "event-audience": what it is for, and nothing else
  std::string content;                  ///< shown where `showings` says nothing
  std::vector<ShowingConfig> showings;  ///< the first that fits applies
  std::map<std::string, Polygon> zones, masks;
  std::map<std::string, Polygon> staff;  ///< staff zones: never analysed, painted over as masks are

  /// Whose sights these are.
  const std::string& camera() const { return recorded_by.empty() ? name : recorded_by; }
  bool operator==(const CameraConfig&) const = default;
};

struct ContentConfig {
  std::string title;
  bool operator==(const ContentConfig&) const = default;
};

/// Live cameras: when one counts as lost, and when it may rest.
struct LiveConfig {
  double stall_seconds = 5;  ///< no packet, no or the same picture, for this long: reconnect
  double idle_seconds = 10;  ///< without a face for this long: decode as `CameraConfig::sleep` says
  double max_latency_ms = 200;  ///< frames that waited longer are dropped for newer ones
  int max_megapixels = 16;      ///< cameras with larger pictures are refused
  bool operator==(const LiveConfig&) const = default;
};

/// From stays to figures.
struct AudienceConfig {
  int min_audience = 5;            ///< people before any figure of a group is shown
  double min_dwell_s = 1;          ///< shorter stays are people who pass by
  double grace_s = 1;              ///< not seen for so long is still the same stay
  int rating_window_minutes = 10;  ///< read, no longer used
  std::string time_zone;           ///< IANA name of the store's clock; empty: the machine's own
  bool operator==(const AudienceConfig&) const = default;
};

/// A token by name.
struct TokenConfig {
  std::string name;  ///< in the audit log and the metrics
  TokenScope scope = TokenScope::read;
  std::string secret;    ///< as ServerConfig's tokens are written
  bool revoked = false;  ///< listed, and refused
  bool operator==(const TokenConfig&) const = default;
};

/// Where cameras that are named over the API may be. The file may name any.
struct CameraInputs {
  std::vector<std::string> folders;   ///< of recordings (loop:) and devices (v4l2:); empty: none
  std::vector<std::string> networks;  ///< "10.0.0.0/8"; empty: all but this machine and its link
  bool operator==(const CameraInputs&) const = default;
};

/// The server. Tokens are as written: plain, or "sha256:" and 64 hex digits of the token's hash.
struct ServerConfig {
  std::string listen = "127.0.0.1:8642";
  std::string admin_token, read_token,
      rate_token;                ///< empty: none has this scope (loopback may read and rate)
  std::string certificate, key;  ///< PEM files; both or none: TLS
  bool raw_video = false;        ///< administrators may see unaltered camera pictures
  /// Beyond this machine, a camera goes live once its notice is confirmed to hang (mien notice).
  bool require_notice = true;
  std::string overseer;  ///< who watches over the cameras, by name; empty: nobody is named
  /// `read` tokens see live faces and tallies; else only administrators do.
  bool live_view = true;
  int max_connections = 256;
  std::vector<TokenConfig> tokens;  ///< by name, beside the three above
  /// Addresses and networks ("10.0.0.0/8") of proxies trusted to report a client's address.
  std::vector<std::string> trusted_proxies;
  std::string proxy_header = "x-forwarded-for";  ///< or "forwarded": what the proxies write it in
  CameraInputs camera_inputs;
  bool operator==(const ServerConfig&) const = default;
};

/// What the server tells its operator.
struct LogConfig {
  LogFormat format = LogFormat::text;
  LogLevel level = LogLevel::info;  ///< the least that is written
  int retention_days = 183;         ///< of the audit log; 0: keep
  bool operator==(const LogConfig&) const = default;
};

/// What a file says of its own reading while the server runs.
struct ReloadConfig {
  bool allow_fewer = false;  ///< fewer cameras, tokens, masks or sections are meant
  bool operator==(const ReloadConfig&) const = default;
};

/// Who answers for the cameras, for the notice to people in front of them.
struct NoticeConfig {
  std::string controller, contact, url;
  std::vector<std::string> languages;  ///< ISO 639-1; empty: English
  bool operator==(const NoticeConfig&) const = default;
};

/// Settings of speed; `mien tune` searches them. Only `skip_loop_filter` can change what is found:
/// its pictures differ slightly.
struct Tuning {
  Pin pin = Pin::none;
  bool huge_pages =
      false;         ///< ask for huge pages under large buffers; what is not granted is reported
  int prefetch = 0;  ///< processes-prefetch: seconds of video held decoded; 0: all that fits
  int streams = 0;   ///< cnn-streams: inferences in flight; 0: one per worker
  int batch = 4;     ///< cnn-batched: pictures per inference
  int blas_threads = 1;           ///< mmod: threads of one inference; 0: as OMP_NUM_THREADS says
  bool skip_loop_filter = false;  ///< H.264: decodes faster, slightly less exact pictures
  bool skip_frames =
      false;  ///< recordings: frames that are neither inferred nor needed to decode those that are
  bool operator==(const Tuning&) const = default;
};

/// Work that is skipped where it should not change the answer. `off`: none; `on`: all, which can
/// lose small faces; `automatic`: where measurements showed no lost face and no changed label
/// (ADR 14).
struct DemandConfig {
  /// A face's expression is read anew only where the face looks different, or once a second.
  /// automatic: where faces are searched ten times a second or more.
  OnDemand read = OnDemand::automatic;
  /// A picture is searched only where something moved, or every two seconds.
  OnDemand search = OnDemand::automatic;  ///< automatic: as `on`
  /// Of a recording, no pictures are decoded that no search needs, nor groups in which nobody can
  /// be: without a face in their own or the next keyframe, and without motion that packets or
  /// keyframes tell of. And H.264 is not deblocked where keyframes are close.
  /// automatic: only what no search needs; of a main stream keyframes.
  OnDemand decode = OnDemand::automatic;
  bool operator==(const DemandConfig&) const = default;
};

struct RunConfig {
  SinksConfig sinks;
  SiteConfig site;
  std::vector<CameraConfig> cameras;
  std::map<std::string, ContentConfig> contents;
  std::string
      detector;  ///< empty or "auto": hog for the HOG approaches, else the best that is there
  std::string detector_reason;   ///< set by the run where `detector` was "auto": why this one
  std::string emotion = "mien";  ///< "none": faces only, expressions are not read
  Expressions expressions = Expressions::all;  ///< what leaves the classifier
  /// automatic: bf16 where the CPU computes it natively, else f32; of the expression model the
  /// fastest, as measured at first use
  Precision precision = Precision::automatic;
  int width = 640;            ///< network input, longest side in pixels
  double min_confidence = 0;  ///< 0: the detector's own default
  int upsample = -1;  ///< hog, mmod: pyramid doublings before detection; −1: as the approach says
  std::string color;  ///< hog: "gray" or "rgb"; empty: as the approach says
  std::string
      build;         ///< hog, mmod: which dlib ("generic", "sse2", "avx", "avx2", "avx512", "auto")
  std::string blas;  ///< mmod: "openblas" or "mkl"; empty: the build's own
  double detect_fps = 5;  ///< 0: every frame
  int workers = 0;        ///< 0: one per core that this process may use
  /// How the work is done (src/recordings/approaches): "auto" is cnn-per-core where `detect_fps` is
  /// 0, else cnn-per-core-tracked.
  std::string approach = "auto";
  Tuning tuning;
  DemandConfig demand;
  std::string sqlite;      ///< path; empty: mien.db in the output folder
  int retention_days = 0;  ///< 0: keep
  LiveConfig live;
  AudienceConfig audience;
  ServerConfig server;
  NoticeConfig notice;
  LogConfig logs;
  ReloadConfig reload;
  std::vector<std::string> sections;  ///< that the file has, in its order; none: it says nothing
  /// Each key of the file with those above it, the outermost first; for what a command takes no
  /// notice of.
  std::vector<std::vector<std::string>> keys;
  /// "approach", "detector", "emotion", "audience.time_zone", as far as the file has them →
  /// "mien.yaml:4" and the text there: for whoever knows whether there is one of that name.
  std::map<std::string, std::pair<std::string, std::string>> places;
  bool operator==(const RunConfig&) const = default;
};

/// Reads a YAML file. Unknown keys, wrong types and impossible values throw Error(usage) that names
/// the file, the line and the nearest valid key. `{MIEN_NAME}` in a string is replaced by that
/// variable of `environment` (a missing one is an error); the library itself never reads the
/// process's environment. Names that a build or a machine may lack (`places`) are taken as they
/// are.
MIEN_API RunConfig load_config(const std::filesystem::path& file,
                               const std::map<std::string, std::string>& environment);

}  // namespace mien
