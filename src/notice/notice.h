#pragma once
/// \file The notice to people in front of the cameras: who, why, what, how long, which rights. Art.
/// 50(3) of Regulation (EU) 2024/1689 asks for it, and Art. 13 of Regulation (EU) 2016/679 says
/// what is in it. Every statement follows from the configuration; what that does not know (the
/// legal basis, the recipients) the notice refers to the controller.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/config.h"

namespace mien::notice {

struct NoticeSection {
  std::string heading;
  std::vector<std::string> lines;
};

/// In one language, plain text, UTF-8.
struct Notice {
  std::string language;  ///< ISO 639-1
  std::string name;      ///< of the language, in itself
  std::string title, lead;
  std::vector<NoticeSection> sections;
  std::string more;   ///< heading above the link and its QR code
  std::string url;    ///< of the full information; empty: there is none, and no QR code
  std::string legal;  ///< the rules it is given under
};

/// A key of the configuration without which the notice is not complete, and what to write there.
struct NoticeGap {
  std::string key, remedy;
};

/// ISO 639-1 codes of the languages there are texts in, English first.
std::span<const std::string_view> notice_languages();

/// `config.notice.languages`, or English where it names none. Throws Error(usage) on one that there
/// are no texts in.
std::vector<std::string> languages_of(const RunConfig& config);

/// Throws Error(usage) where there are no texts in `language`.
Notice make_notice(const RunConfig& config, std::string_view language);
/// What hangs at these of its cameras: nothing in it is about the others, not even how many there
/// are.
Notice make_notice(const RunConfig& config, std::span<const CameraConfig> cameras,
                   std::string_view language);

/// What of a camera is told to the people in front of it, as a hash: its notice in all of
/// `languages_of(config)`, the camera's name, purpose, zones, masks and staff zones. It depends on
/// no other camera. Whoever confirmed a notice confirmed one of these. Throws as make_notice does.
std::string notice_fingerprint(const RunConfig& config, const CameraConfig& camera);

/// What is still to be filled in; empty: nothing.
std::vector<NoticeGap> notice_gaps(const RunConfig& config);

/// A web page that is a poster on paper, one A4 sheet a language; loads nothing. `language` empty:
/// all of `languages_of(config)`. Throws as make_notice does.
std::string notice_page(const RunConfig& config, std::string_view language);

/// A whole page that loads nothing, of its title and body in HTML, under a policy that lets it have
/// `style` alone. `language`: "en", …
std::string page_html(std::string_view language, std::string_view title, std::string_view style,
                      std::string_view body);
/// The Content-Security-Policy under which the page looks as meant, and may do nothing else.
std::string notice_policy();

}  // namespace mien::notice
