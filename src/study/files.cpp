#include "study/files.h"

#include <cmath>
#include <fstream>
#include <iterator>

#include "mien/error.h"

namespace mien::study {

namespace {
constexpr std::uintmax_t kLargestFile = std::uintmax_t{256} << 20;  // 256 MiB: 3 million tracks

const json kEmptyObject = json::object();

void add_machine(const json& table, json& rows, bool nested) {
  for (const auto& [key, value] : table.items()) {
    if (table.is_array() && value.is_array() && value.size() == 2 && value[0].is_string()) {
      rows.push_back({value[0], shown_text(value[1])});
    } else if (value.is_structured() && !nested) {
      add_machine(value, rows, true);
    } else if (table.is_object() && value.is_primitive()) {
      rows.push_back({key, shown_text(value)});
    }
  }
}
}  // namespace

std::optional<std::string> read_text(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::exists(file, failed)) return std::nullopt;
  const auto size = std::filesystem::file_size(file, failed);
  if (failed) throw Error(ErrorKind::input, file.string(), "is not a readable file");
  if (size > kLargestFile) throw Error(ErrorKind::input, file.string(), "is larger than 256 MiB");
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw Error(ErrorKind::input, file.string(), "cannot be read");
  return text;
}

std::optional<json> read_object(const std::filesystem::path& file) {
  const auto text = read_text(file);
  if (!text) return std::nullopt;
  json object = json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    throw Error(ErrorKind::input, file.string(), "is not a JSON object",
                "run again, or leave this folder out");
  }
  return object;
}

double number(const json& object, const char* key, double otherwise) {
  if (!object.is_object()) return otherwise;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return otherwise;
  const double value = found->get<double>();
  return std::isfinite(value) ? value : otherwise;
}

std::string words(const json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& part(const json& object, const char* key) {
  if (!object.is_object()) return kEmptyObject;
  const auto found = object.find(key);
  return found != object.end() && found->is_object() ? *found : kEmptyObject;
}

bool is_set(const json& object, const char* key) {
  return object.is_object() && object.value(key, json()) == true;
}

std::vector<const json*> objects_in(const json& object, const char* key) {
  std::vector<const json*> objects;
  const auto list = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || list == object.end() || !list->is_array()) return objects;
  for (const json& each : *list)
    if (each.is_object()) objects.push_back(&each);
  return objects;
}

std::string without_credentials(std::string text) {
  for (std::size_t at = 0; (at = text.find("://", at)) != std::string::npos;) {
    at += 3;
    const std::size_t end = text.find_first_of("/?# \t\r\n\"'", at);
    const std::string_view authority = std::string_view(text).substr(at, end - at);
    const std::size_t sign = authority.rfind('@');
    if (sign != std::string_view::npos) text.replace(at, sign, "***");
  }
  return text;
}

std::string shown_text(const json& value) {
  if (value.is_string()) return without_credentials(value.get<std::string>());
  return value.is_primitive() && !value.is_null() ? value.dump() : std::string();
}

json machine_json(const json& table) {
  json rows = json::array();
  add_machine(table, rows, false);
  return rows;
}

}  // namespace mien::study
