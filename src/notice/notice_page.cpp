/// \file The notice as a page and poster: templates in web/notice.

#include <array>
#include <utility>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "mien/error.h"

#include "base/sha256.h"
#include "base/text.h"
#include "embedded/notice_assets.h"
#include "notice/html.h"
#include "notice/notice.h"
#include "notice/notice_words.h"
#include "notice/qr.h"

namespace mien::notice {

namespace {

using Part = std::pair<std::string_view, std::string_view>;

std::string sha256_base64(std::string_view text) {
  const Sha256 digest = sha256_of(text);
  std::array<unsigned char, 4 * ((sizeof digest + 2) / 3) + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), digest.size());
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

std::string section_html(const NoticeSection& section) {
  std::string html = "<section><h2>" + escape_html(section.heading) + "</h2>";
  for (const std::string& line : section.lines) html += "<p>" + escape_html(line) + "</p>";
  return html + "</section>\n";
}

bool is_web_address(std::string_view url) {
  return url.starts_with("https://") || url.starts_with("http://");
}

std::string link_html(const Notice& notice) {
  if (notice.url.empty()) return {};
  const std::string url = escape_html(notice.url);
  const std::string link =
      is_web_address(notice.url) ? fmt::format("<a href=\"{0}\">{0}</a>", url) : url;
  return fmt::format("<p><b>{}</b><br>{}</p>", escape_html(notice.more), link);
}

/// Two columns, and the last section below both.
std::string parts_html(const std::vector<NoticeSection>& sections) {
  constexpr std::size_t kLeft = 3;
  std::string left, right;
  for (std::size_t i = 0; i + 1 < sections.size(); ++i)
    (i < kLeft ? left : right) += section_html(sections[i]);
  return "<div>\n" + left + "</div>\n<div>\n" + right + "</div>\n<div class=\"wide\">\n" +
         section_html(sections.back()) + "</div>\n";
}

std::string sheet_html(const Notice& notice) {
  const std::string code = notice.url.empty()
                               ? ""
                               : qr_svg(make_qr(ascii_address(notice.url)),
                                        fmt::format("QR: {}, {}", notice.more, notice.url)) +
                                     "\n";
  const std::string title = escape_html(notice.title), lead = escape_html(notice.lead);
  const std::string legal = escape_html(notice.legal), more = link_html(notice);
  const std::string parts = parts_html(notice.sections);
  const Part places[] = {{"language", notice.language},
                         {"title", title},
                         {"lead", lead},
                         {"parts", parts},
                         {"more", more},
                         {"legal", legal},
                         {"code", code}};
  return fill_template(embedded::notice_sheet_html, places);
}

std::string languages_html(const std::vector<Notice>& notices) {
  if (notices.size() < 2) return {};
  std::string items;
  for (const Notice& notice : notices)
    items += fmt::format("<li><a href=\"#{0}\" lang=\"{0}\" hreflang=\"{0}\">{1}</a></li>",
                         notice.language, notice.name);
  return "<nav aria-label=\"Languages\"><ul>" + items + "</ul></nav>\n";
}

/// What lets a page have this style, and nothing else.
std::string page_policy(std::string_view style) {
  return fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
      sha256_base64(style));
}

}  // namespace

std::string notice_policy() { return page_policy(embedded::notice_css); }

std::string page_html(std::string_view language, std::string_view title, std::string_view style,
                      std::string_view body) {
  const std::string policy = page_policy(style);
  const Part places[] = {{"language", language},
                         {"policy", policy},
                         {"title", title},
                         {"style", style},
                         {"body", body}};
  return fill_template(embedded::notice_page_html, places);
}

std::string notice_page(const RunConfig& config, std::string_view language) {
  std::vector<std::string> languages{std::string(language)};
  if (language.empty()) languages = languages_of(config);
  std::vector<Notice> notices;
  std::string sheets;
  for (const std::string& one : languages) {
    notices.push_back(make_notice(config, one));
    sheets += sheet_html(notices.back());
  }
  return page_html(notices.front().language, escape_html(notices.front().title),
                   embedded::notice_css,
                   languages_html(notices) + "<main>\n" + sheets + "</main>\n");
}

}  // namespace mien::notice
