#include "profile/symbols.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include <fmt/format.h>

namespace mien::profile {

// Brackets within brackets go with the outermost pair; "operator<", "operator()" and "(anonymous
// namespace)" are no brackets.
std::string short_symbol(const std::string& symbol, std::size_t longest) {
  static constexpr std::string_view kWords[] = {"operator()",  "operator<<",
                                                "operator<=>", "operator<",
                                                "operator->",  "(anonymous namespace)"};
  std::string text;
  int depth = 0;
  for (std::size_t at = 0; at < symbol.size();) {
    const auto* word = std::ranges::find_if(
        kWords, [&](std::string_view w) { return symbol.compare(at, w.size(), w) == 0; });
    const std::string_view piece =
        word != std::end(kWords) ? *word : std::string_view(symbol).substr(at, 1);
    at += piece.size();
    // "JIT (oneDNN)": after a space there is a word, no arguments.
    const bool word_before = !text.empty() && text.back() != ' ';
    const bool opens = (depth > 0 || word_before) && (piece == "<" || piece == "("),
               closes = depth > 0 && (piece == ">" || piece == ")");
    if (closes && --depth == 0) text += piece;
    if (depth == 0 && !closes) text += piece;
    if (opens && depth++ == 0) text += symbol.compare(at, 1, ")") == 0 ? "" : "…";
  }
  std::size_t characters = 0, end = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) continue;
    if (++characters == longest) end = at;
  }
  return characters <= longest ? text : text.substr(0, end) + "…";
}

SymbolMap::SymbolMap() { refresh(); }

// Lines as "begin-end perms offset device inode [path]", hexadecimal (proc(5)).
void SymbolMap::refresh() {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    Region region;
    std::string permissions, device, inode;
    char dash = 0;
    fields >> std::hex >> region.begin >> dash >> region.end >> permissions >> region.offset >>
        device >> inode;
    std::getline(fields >> std::ws, region.file);
    if (region.file.find("openvino_intel_cpu") != std::string::npos) onednn_ = true;
    if (permissions.size() < 3 || permissions[2] != 'x') continue;
    // "[vdso]" is a name; "//anon", "[anon:…]" and "/memfd:… (deleted)" are generated code.
    const bool file = region.file.starts_with('/') && !region.file.starts_with("//") &&
                      !region.file.starts_with("/memfd:") && !region.file.ends_with("(deleted)");
    if (!file && region.file != "[vdso]" && region.file != "[vsyscall]") region.file.clear();
    // New mappings take the place of old ones that they overlap.
    auto old = regions_.lower_bound(region.begin);
    if (old != regions_.begin() && std::prev(old)->second.end > region.begin) --old;
    while (old != regions_.end() && old->second.begin < region.end) old = regions_.erase(old);
    regions_[region.begin] = region;
  }
}

const SymbolMap::Region* SymbolMap::region(std::uintptr_t address) const {
  auto after = regions_.upper_bound(address);
  if (after == regions_.begin()) return nullptr;
  const Region& region = std::prev(after)->second;
  return address < region.end ? &region : nullptr;
}

bool SymbolMap::knows(std::uintptr_t address) const { return region(address) != nullptr; }

Place SymbolMap::place(std::uintptr_t address) {
  const Region* region = this->region(address);
  if (!region) return {"code that is gone", "gone"};
  if (region->file.empty()) {
    const char* name = onednn_ ? "JIT (oneDNN)" : "JIT";
    return {name, name, region->begin, true};
  }
  const std::string library = std::filesystem::path(region->file).filename();
  auto& symbols = files_[region->file];
  if (!symbols) symbols = std::make_unique<ElfSymbols>(region->file);
  const std::uint64_t offset = address - region->begin + region->offset;
  if (const auto* symbol = symbols->find(offset))
    return {demangled(symbol->name), library,
            address - (symbols->address_of(offset) - symbol->address)};
  // Without symbols, pages stand for functions.
  const std::uint64_t page = symbols->address_of(offset) & ~std::uint64_t{4095};
  return {fmt::format("{}+{:#x}", library, page), library, address & ~std::uintptr_t{4095}};
}

}  // namespace mien::profile
