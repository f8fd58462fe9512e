#include "notice/qr.h"

#include <memory>

#include <fmt/format.h>
#include <qrencode.h>

#include "mien/error.h"

#include "notice/html.h"

namespace mien::notice {

namespace {

constexpr int kQuiet = 4;

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::string ascii_address(const std::string& address) {
  std::string ascii;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f)
      ascii += c;
    else
      ascii += fmt::format("%{:02X}", byte);
  }
  return ascii;
}

QrCode make_qr(const std::string& text) {
  const std::unique_ptr<QRcode, Free> code(
      QRcode_encodeData(static_cast<int>(text.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
  if (!code)
    throw Error(ErrorKind::usage, "QR code",
                fmt::format("{} bytes do not fit into one", text.size()),
                "write a shorter address");
  QrCode result{.width = code->width};
  const auto modules = static_cast<std::size_t>(code->width * code->width);
  result.dark.reserve(modules);
  for (std::size_t i = 0; i < modules; ++i) result.dark.push_back((code->data[i] & 1) != 0);
  return result;
}

std::vector<std::string> qr_lines(const QrCode& code) {
  std::vector<std::string> lines;
  for (int y = -kQuiet; y < code.width + kQuiet; y += 2) {
    std::string line;
    for (int x = -kQuiet; x < code.width + kQuiet; ++x) {
      const bool upper = code.at(x, y), lower = code.at(x, y + 1);
      line += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string qr_svg(const QrCode& code, const std::string& label) {
  std::string path;
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      if (!code.at(x, y)) continue;
      const int begin = x;
      while (code.at(x + 1, y)) ++x;
      path += fmt::format("M{} {}h{}v1h-{}z", begin, y, x - begin + 1, x - begin + 1);
    }
  }
  return fmt::format(
      R"(<svg class="qr" role="img" aria-label="{0}" viewBox="{1} {1} {2} {2}" shape-rendering="crispEdges">)"
      R"(<path fill="#fff" d="M{1} {1}h{2}v{2}h-{2}z"/><path fill="#000" d="{3}"/></svg>)",
      escape_html(label), -kQuiet, code.width + 2 * kQuiet, path);
}

}  // namespace mien::notice
