#include "profile/flame.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include <fmt/format.h>

namespace mien::profile {

namespace {

constexpr double kFlameWidth = 1200, kRow = 22, kHead = 56, kMargin = 10;
constexpr double kNarrowest = kFlameWidth / 1000;
constexpr double kCharacter = 6.6;  // pixels, of the 11 px font

constexpr const char* kFlameStyle =
    "text{font:11px system-ui,sans-serif;fill:#111}.title{font-size:16px;font-weight:600}"
    "rect{stroke:#fff;stroke-width:.6}.note{fill:#555}";

// Okabe & Ito, "Color Universal Design" (2008), lightened so that black text reads on them.
const char* colour_of(const std::string& stage) {
  static const std::map<std::string, const char*> kColours = {
      {"decode", "#7fb8d8"}, {"scale", "#aad9f4"},    {"infer", "#eaae7f"}, {"track", "#80ceb9"},
      {"crop", "#f2d080"},   {"classify", "#e5bcd3"}, {"write", "#f7f1a0"}};
  const auto at = kColours.find(stage);
  return at == kColours.end() ? "#d9d9d9" : at->second;
}

struct FlameBox {
  double seconds = 0;
  std::string library;
  std::map<std::string, FlameBox> inner;
};

// "mien 4711" → "mien".
std::string without_number(const std::string& thread) {
  const auto end = thread.find_last_not_of("0123456789");
  if (end == std::string::npos || end + 1 == thread.size() || thread[end] != ' ') return thread;
  return thread.substr(0, end);
}

FlameBox tree_of(std::span<const FlameLeaf> leaves) {
  FlameBox root;
  for (const FlameLeaf& leaf : leaves) {
    FlameBox& thread = root.inner[without_number(leaf.thread)];
    FlameBox& stage = thread.inner[leaf.stage];
    FlameBox& symbol = stage.inner[leaf.symbol];
    for (FlameBox* box : {&root, &thread, &stage, &symbol}) box->seconds += leaf.seconds;
    symbol.library = leaf.library;
  }
  return root;
}

// As much of the name as the box holds; never half a character.
std::string fitting(const std::string& name, double width) {
  const auto room = static_cast<std::size_t>(std::max(0.0, width - 6) / kCharacter);
  if (room < 3) return {};
  if (name.size() <= room) return name;
  std::size_t end = room - 1;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return name.substr(0, end) + "…";
}

class Painter {
 public:
  Painter(std::string& svg, double total, double floor)
      : out_(svg), scale_((kFlameWidth - 2 * kMargin) / total), total_(total), floor_(floor) {}

  void paint(const std::string& name, const FlameBox& box, const std::string& stage, double x,
             int depth) {
    const double width = box.seconds * scale_;
    if (width < kNarrowest) return;
    const double y = floor_ - (depth + 1) * kRow;
    const std::string label =
        box.library.empty() || box.library == name ? name : name + " — " + box.library;
    fmt::format_to(out_,
                   "<g><title>{}: {:.2f} s, {:.1f} %</title><rect x=\"{:.1f}\" y=\"{:.1f}\" "
                   "width=\"{:.1f}\" height=\"{:.0f}\" fill=\"{}\"/>",
                   xml_text(label), box.seconds, 100 * box.seconds / total_, x, y, width, kRow,
                   colour_of(stage));
    if (const std::string text = fitting(name, width); !text.empty())
      fmt::format_to(out_, "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x + 3, y + 15,
                     xml_text(text));
    fmt::format_to(out_, "</g>\n");
    for (const auto& [inner_name, inner] : widest_first(box)) {
      paint(*inner_name, *inner, depth == 1 ? *inner_name : stage, x, depth + 1);
      x += inner->seconds * scale_;
    }
  }

 private:
  static std::vector<std::pair<const std::string*, const FlameBox*>> widest_first(
      const FlameBox& box) {
    std::vector<std::pair<const std::string*, const FlameBox*>> order;
    for (const auto& [name, inner] : box.inner) order.emplace_back(&name, &inner);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
      return a.second->seconds > b.second->seconds;
    });
    return order;
  }

  std::back_insert_iterator<std::string> out_;
  double scale_, total_, floor_;
};

}  // namespace

std::string flame_svg(const std::string& title, std::span<const FlameLeaf> leaves) {
  const FlameBox root = tree_of(leaves);
  const double height = kHead + 4 * kRow + 2 * kMargin;
  std::string svg;
  fmt::format_to(std::back_inserter(svg),
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\">\n"
                 "<title>{}</title>\n<style>{}</style>\n"
                 "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
                 "<text class=\"title\" x=\"{}\" y=\"24\">{}</text>\n"
                 "<text class=\"note\" x=\"{}\" y=\"42\">CPU time, sampled; from below: thread, "
                 "stage, symbol</text>\n",
                 kFlameWidth, height, xml_text(title), kFlameStyle, kMargin, xml_text(title),
                 kMargin);
  if (root.seconds > 0)
    Painter(svg, root.seconds, height - kMargin).paint("all threads", root, "", kMargin, 0);
  else
    svg += "<text x=\"10\" y=\"80\">no samples</text>\n";
  return svg + "</svg>\n";
}

}  // namespace mien::profile
