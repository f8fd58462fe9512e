/// \file A camera's section as JSON: JSON is YAML, so the configuration's reader checks it; here is
/// what YAML does not ask.

#include <algorithm>
#include <charconv>
#include <optional>

#include "mien/error.h"

#include "base/json.h"
#include "config/cameras.h"
#include "config/config_addresses.h"
#include "config/config_reader.h"
#include "serve/config_desk.h"
#include "stays/schedule.h"

namespace mien::serve {

namespace {

/// In YAML a bare 7 or true is a text too; in JSON it is not. The first key whose value is of the
/// wrong kind.
std::optional<std::string> wrong_kind(const Json& value) {
  for (const auto& [key, part] : value.items()) {
    const bool counts = key == "fps" || key == "width" || value.is_array();
    if (part.is_null() || part.is_boolean() || (part.is_number() && !counts)) return key;
    if (part.is_structured())
      if (auto inner = wrong_kind(part)) return value.is_array() ? inner : key + "." + *inner;
  }
  return std::nullopt;
}

/// The key on line `number` of indented JSON, or the last one above it; empty: there is none.
std::string key_on_line(const std::string& text, int number) {
  std::string key;
  std::size_t begin = 0;
  for (int line = 1; line <= number && begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::size_t quote = text.find_first_not_of(' ', begin);
    const std::size_t close =
        quote < end && text[quote] == '"' ? text.find("\": ", quote) : text.npos;
    if (close < end) key = text.substr(quote + 1, close - quote - 1);
    begin = end + 1;
  }
  return key;
}

/// As the other cameras write it: where the configuration lists contents, it was compared already.
void check_spelling(const CameraConfig& camera, const RunConfig& config, const std::string& where) {
  std::vector<std::string> known;
  for (const CameraConfig& other : config.cameras)
    if (other.name != camera.name)
      for (const std::string& content : audience::contents_of({&other, 1}))
        known.push_back(content);
  for (const std::string& content : audience::contents_of({&camera, 1}))
    if (const auto other = audience::other_case_of(content, known))
      throw Error(ErrorKind::usage, where + ", content",
                  "'" + content + "' differs from '" + *other + "' only in upper and lower case",
                  "write one content alike everywhere, or give another one another name");
}

int line_of(const Error& error) {
  const std::string& where = error.where();
  int line = 0;
  const std::size_t colon = where.rfind(':');
  if (colon != where.npos)
    std::from_chars(where.data() + colon + 1, where.data() + where.size(), line);
  return line;
}

}  // namespace

CameraConfig camera_of_json(const std::string& name, const std::string& body,
                            const RunConfig& config) {
  const std::string where = "camera '" + name + "'";
  const Json section = parse_json(body);
  if (!section.is_object())
    throw Error(ErrorKind::usage, where, "the body is not a JSON object",
                "send the camera's section of the configuration as JSON");
  if (body.find("{MIEN_") != std::string::npos)
    throw Error(ErrorKind::usage, where,
                "secrets from the environment can only be used in the file",
                "send the value itself");
  if (const auto input = section.find("input"); input != section.end() && input->is_array())
    throw Error(ErrorKind::usage, where + ", input", "is a list of recordings",
                "a live camera has one address; mien run reads lists");
  const CameraConfig* known = config::camera_named(config, name);
  const bool keeps = known && config::keeps_addresses(body, name);
  const Json whole = keeps ? parse_json(config::with_addresses(body, *known)) : section;
  const std::string text = whole.dump(1, ' ', false, Json::error_handler_t::replace);
  CameraConfig camera;
  try {
    camera = config::parse_camera(name, text, config.contents, {});
  } catch (const Error& error) {  // the line is not the sender's: its key is named
    const std::string key = key_on_line(text, line_of(error));
    throw Error(error.kind(), key.empty() ? where : where + ", " + key, error.reason(),
                error.remedy());
  }
  // After the reader, which knows the keys: of one that there is not, no type is right.
  if (const auto key = wrong_kind(section))
    throw Error(ErrorKind::usage, where + ", " + *key, "the value has the wrong type",
                "send text as text, fps and width as numbers, and leave out what has no value");
  camera.by_api = !keeps || known->by_api;
  check_spelling(camera, config, where);
  return camera;
}

}  // namespace mien::serve
