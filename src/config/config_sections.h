#pragma once
/// \file The sections of the configuration that have a file of their own.

#include <map>
#include <string>
#include <vector>

#include "mien/config.h"

#include "config/config_reader.h"

namespace mien::config {

/// A content that a camera names, as it stands in the file and as it is meant.
struct ContentUse {
  YamlNode node;
  std::string name;  ///< with its secrets in place
};

/// One camera's section. `uses`: the contents that it names are added, to be checked by the caller.
CameraConfig read_camera(const ConfigReader& reader, const YamlEntry& entry,
                         std::vector<ContentUse>& uses);

/// A camera that comes alone, with the contents that it may name; empty: any, each written alike.
CameraConfig read_lone_camera(const ConfigReader& reader, const YamlEntry& entry,
                              const std::map<std::string, ContentConfig>& contents);

/// What a camera is for: one of what the law allows.
std::string read_purpose(const ConfigReader& reader, const YamlNode& node);

/// `contents`, none of which is another one in upper and lower case alone.
void read_contents(const ConfigReader& reader, const YamlNode& node,
                   std::map<std::string, ContentConfig>& contents);
/// Cameras write each content alike, where no `contents` say how it is written.
void check_spelling(const ConfigReader& reader, const std::vector<ContentUse>& uses);
/// Every content named is one of `contents`.
void check_contents(const ConfigReader& reader, const std::vector<ContentUse>& uses,
                    const std::map<std::string, ContentConfig>& contents);

void read_live(const ConfigReader& reader, const YamlNode& node, LiveConfig& live);
void read_audience(const ConfigReader& reader, const YamlNode& node, AudienceConfig& audience);
void read_server(const ConfigReader& reader, const YamlNode& node, ServerConfig& server);
void read_logs(const ConfigReader& reader, const YamlNode& node, LogConfig& logs);
void read_site(const ConfigReader& reader, const YamlNode& node, SiteConfig& site);
void read_sinks(const ConfigReader& reader, const YamlNode& node, SinksConfig& sinks);
void read_reload(const ConfigReader& reader, const YamlNode& node, ReloadConfig& reload);
void read_notice(const ConfigReader& reader, const YamlNode& node, NoticeConfig& notice);

/// A token as it is written: plain or hashed. Messages never quote it.
std::string read_secret(const ConfigReader& reader, const YamlNode& node);
/// The list form of `tokens`: each with a name, a scope and what it is recognised by.
void read_named_tokens(const ConfigReader& reader, const YamlNode& node,
                       std::vector<TokenConfig>& tokens);

/// Frames a second, 0 for every frame; a network's input width in pixels.
double read_fps(const ConfigReader& reader, const YamlNode& node);
int read_width(const ConfigReader& reader, const YamlNode& node);

}  // namespace mien::config
