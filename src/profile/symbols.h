#pragma once
/// \file Addresses of this process to names: its map of memory and the symbol tables of its files.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mien::profile {

/// Functions of one ELF file, by virtual address in the file. Static ones too where it is not
/// stripped (.symtab), else those it exports (.dynsym).
class ElfSymbols {
 public:
  struct Symbol {
    std::uint64_t address = 0, size = 0;
    std::string name;  ///< as the linker knows it
  };

  /// A file that is no 64-bit ELF, or is damaged, has no symbols; never throws.
  explicit ElfSymbols(const std::string& file);
  /// The function at `offset` bytes into the file; null where there is none.
  const Symbol* find(std::uint64_t offset) const;
  /// Virtual address of `offset` bytes into the file.
  std::uint64_t address_of(std::uint64_t offset) const;

 private:
  struct Load {
    std::uint64_t offset, address, size;
  };
  void read(const unsigned char* file, std::size_t size);
  void read_table(const unsigned char* file, std::size_t size, std::uint64_t section);

  std::vector<Load> loads_;
  std::vector<Symbol> symbols_;  // by address
};

/// "_ZN4mien3runE" → "mien::run"; other text as it is.
std::string demangled(const std::string& name);

/// A function's name to print: arguments of templates and functions left out ("gemm<…>(…)"), at
/// most `longest` characters, the last of them "…" where more was left out.
std::string short_symbol(const std::string& symbol, std::size_t longest = 60);

struct Place {
  std::string symbol;      ///< "library+0x1f30" where no symbol is known
  std::string library;     ///< file name, "JIT (oneDNN)", "JIT" or "gone"
  std::uint64_t base = 0;  ///< address of the symbol in the process; 0 where unknown
  bool generated = false;  ///< executable memory that no file backs
};

/// Not thread-safe. Symbol tables are read at the first look-up of their file.
class SymbolMap {
 public:
  SymbolMap();
  /// Reads the map of memory anew, for code that appeared meanwhile. What was there is kept.
  void refresh();
  /// Whether the address lies in executable memory that is known.
  bool knows(std::uintptr_t address) const;
  Place place(std::uintptr_t address);

 private:
  struct Region {
    std::uintptr_t begin = 0, end = 0;
    std::uint64_t offset = 0;
    std::string file;  // empty: generated code
  };
  const Region* region(std::uintptr_t address) const;

  std::map<std::uintptr_t, Region> regions_;  // by begin
  std::map<std::string, std::unique_ptr<ElfSymbols>> files_;
  bool onednn_ = false;
};

}  // namespace mien::profile
