#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profile/symbols.h"

namespace mien::profile {

namespace {

// A file mapped for reading; empty where that fails.
class Mapped {
 public:
  explicit Mapped(const std::string& path) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    struct stat info {};
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
      void* at =
          mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, file, 0);
      if (at != MAP_FAILED) {
        data_ = static_cast<const unsigned char*>(at);
        size_ = static_cast<std::size_t>(info.st_size);
      }
    }
    close(file);
  }
  ~Mapped() {
    if (data_) munmap(const_cast<unsigned char*>(data_), size_);
  }
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  const unsigned char* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  const unsigned char* data_ = nullptr;
  std::size_t size_ = 0;
};

// A T at `offset`, all zero where the file ends before it.
template <typename T>
T object_at(const unsigned char* file, std::size_t size, std::uint64_t offset) {
  T out{};
  if (offset <= size && size - offset >= sizeof(T)) std::memcpy(&out, file + offset, sizeof(T));
  return out;
}

}  // namespace

std::string demangled(const std::string& name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status);
  std::string out = status == 0 && text ? text : name;
  std::free(text);
  return out;
}

ElfSymbols::ElfSymbols(const std::string& path) {
  const Mapped file(path);
  if (file.data()) read(file.data(), file.size());
}

void ElfSymbols::read(const unsigned char* file, std::size_t size) {
  const auto header = object_at<Elf64_Ehdr>(file, size, 0);
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64)
    return;
  for (int i = 0; i < header.e_phnum; ++i) {
    const auto load = object_at<Elf64_Phdr>(file, size, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (load.p_type == PT_LOAD) loads_.push_back({load.p_offset, load.p_vaddr, load.p_filesz});
  }
  for (const unsigned wanted : {SHT_SYMTAB, SHT_DYNSYM}) {
    for (int i = 0; i < header.e_shnum && symbols_.empty(); ++i) {
      const std::uint64_t at = header.e_shoff + i * sizeof(Elf64_Shdr);
      if (object_at<Elf64_Shdr>(file, size, at).sh_type == wanted) read_table(file, size, at);
    }
  }
  std::sort(symbols_.begin(), symbols_.end(),
            [](const Symbol& a, const Symbol& b) { return a.address < b.address; });
}

void ElfSymbols::read_table(const unsigned char* file, std::size_t size, std::uint64_t section) {
  const auto table = object_at<Elf64_Shdr>(file, size, section);
  const auto header = object_at<Elf64_Ehdr>(file, size, 0);
  const auto strings = object_at<Elf64_Shdr>(
      file, size, header.e_shoff + std::uint64_t(table.sh_link) * sizeof(Elf64_Shdr));
  if (table.sh_offset > size || table.sh_size > size - table.sh_offset) return;
  if (strings.sh_offset > size || strings.sh_size > size - strings.sh_offset) return;
  const char* names = reinterpret_cast<const char*>(file + strings.sh_offset);
  for (std::uint64_t i = 0; i < table.sh_size / sizeof(Elf64_Sym); ++i) {
    const auto symbol = object_at<Elf64_Sym>(file, size, table.sh_offset + i * sizeof(Elf64_Sym));
    const int type = ELF64_ST_TYPE(symbol.st_info);
    const bool code = type == STT_FUNC || type == STT_GNU_IFUNC;
    if (!code || symbol.st_value == 0 || symbol.st_name >= strings.sh_size) continue;
    const char* name = names + symbol.st_name;
    const std::size_t room = strings.sh_size - symbol.st_name;
    symbols_.push_back({symbol.st_value, symbol.st_size, std::string(name, strnlen(name, room))});
  }
}

std::uint64_t ElfSymbols::address_of(std::uint64_t offset) const {
  for (const Load& load : loads_)
    if (offset >= load.offset && offset - load.offset < load.size)
      return load.address + (offset - load.offset);
  return offset;
}

const ElfSymbols::Symbol* ElfSymbols::find(std::uint64_t offset) const {
  const std::uint64_t address = address_of(offset);
  auto after = std::upper_bound(symbols_.begin(), symbols_.end(), address,
                                [](std::uint64_t at, const Symbol& s) { return at < s.address; });
  // Hand-written assembly has symbols without a size: they reach as far as the next one.
  if (after == symbols_.begin()) return nullptr;
  const Symbol& symbol = *--after;
  return symbol.size == 0 || address - symbol.address < symbol.size ? &symbol : nullptr;
}

}  // namespace mien::profile
