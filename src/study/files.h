#pragma once
/// \file Reading what a run left, leniently: a missing or odd field is an empty one, never a
/// failure.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace mien::study {

/// Keeps the order of the file: the machine table is in the order of its making.
using json = Json;

/// The whole file; nothing where there is none.
/// Throws Error(input) where it exists but cannot be read, or is larger than any result can be.
std::optional<std::string> read_text(const std::filesystem::path& file);

/// A file that holds one JSON object. Throws Error(input) where it holds something else.
std::optional<json> read_object(const std::filesystem::path& file);

/// `object[key]` where it is a finite number, else `otherwise`.
double number(const json& object, const char* key, double otherwise = 0);
/// `object[key]` where it is a string, else empty.
std::string words(const json& object, const char* key);
/// `object[key]` where it is an object, else an empty object.
const json& part(const json& object, const char* key);
/// `object[key]`: is it true?
bool is_set(const json& object, const char* key);
/// The objects of the list `object[key]`.
std::vector<const json*> objects_in(const json& object, const char* key);

/// The text with user names and passwords of URLs hidden: "rtsp://u:p@host" → "rtsp://***@host".
std::string without_credentials(std::string text);

/// The same of a single value, whatever its kind; empty for null and for what has parts.
std::string shown_text(const json& value);

/// [[label, value], …] in the file's order; the table may be an object, a list of pairs, or an
/// object of either.
json machine_json(const json& table);

}  // namespace mien::study
