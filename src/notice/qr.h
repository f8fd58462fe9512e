#pragma once
/// \file A QR code: qr.cpp alone knows libqrencode.

#include <string>
#include <vector>

namespace mien::notice {

/// Square modules without the quiet zone around them, which must be 4 wide.
struct QrCode {
  int width = 0;
  std::vector<bool> dark;        ///< width × width, rows from the top
  bool at(int x, int y) const {  ///< outside: light
    if (x < 0 || y < 0 || x >= width || y >= width) return false;
    return dark[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                static_cast<std::size_t>(x)];
  }
};

/// An address as a code should hold it: in ASCII (RFC 3986), since readers guess the encoding of
/// anything else.
std::string ascii_address(const std::string& address);

/// Error correction M (15 %). Throws Error(usage) where the text is empty or longer than a code
/// holds (2,331 bytes).
QrCode make_qr(const std::string& text);

/// Two rows a line, dark modules in ink: for a terminal that shows dark on light.
std::vector<std::string> qr_lines(const QrCode& code);

/// An SVG element with quiet zone; `label` says what it is to those who do not see it.
std::string qr_svg(const QrCode& code, const std::string& label);

}  // namespace mien::notice
