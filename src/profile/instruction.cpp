// The only file that includes Zydis.
#include "profile/instruction.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <Zydis/Zydis.h>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace mien::profile {

namespace {

struct Decoded {
  ZydisDecodedInstruction instruction;
  ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
  std::string_view name;  // lower case, without the v of VEX and EVEX encodings

  std::span<const ZydisDecodedOperand> visible() const {
    return {operands, instruction.operand_count_visible};
  }
};

int vector_bits(ZydisRegister reg) {
  switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_XMM:
      return 128;
    case ZYDIS_REGCLASS_YMM:
      return 256;
    case ZYDIS_REGCLASS_ZMM:
      return 512;
    case ZYDIS_REGCLASS_TMM:
      return kTileWidth;
    default:
      return 0;
  }
}

int widest(const Decoded& decoded) {
  int bits = 0;
  for (const auto& operand : decoded.visible())
    if (operand.type == ZYDIS_OPERAND_TYPE_REGISTER)
      bits = std::max(bits, vector_bits(operand.reg.value));
  return bits;
}

bool reads_memory(const Decoded& decoded) {
  return std::any_of(decoded.visible().begin(), decoded.visible().end(), [](const auto& operand) {
    return operand.type == ZYDIS_OPERAND_TYPE_MEMORY && operand.mem.type != ZYDIS_MEMOP_TYPE_AGEN &&
           (operand.actions & ZYDIS_OPERAND_ACTION_MASK_READ) != 0;
  });
}

bool any_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool holds(std::string_view name, std::string_view part) {
  return name.find(part) != std::string_view::npos;
}

// MOVAPS xmm, xmm and its kin: renamed away by the CPU, and compilers copy scalars by them too.
bool copies_register(const Decoded& decoded) {
  static constexpr std::string_view kMoves[] = {"movaps",  "movapd",   "movups",   "movupd",
                                                "movdqa",  "movdqu",   "movdqa32", "movdqa64",
                                                "movdqu8", "movdqu16", "movdqu32", "movdqu64"};
  const auto operands = decoded.visible();
  return any_of(decoded.name, kMoves) &&
         std::none_of(operands.begin(), operands.end(), [](const auto& operand) {
           return operand.type == ZYDIS_OPERAND_TYPE_MEMORY;
         });
}

bool zeroes_register(const Decoded& decoded) {
  static constexpr std::string_view kXors[] = {"xorps", "xorpd", "pxor", "pxord", "pxorq"};
  const auto operands = decoded.visible();
  if (!any_of(decoded.name, kXors) || operands.size() < 2) return false;
  const auto &a = operands[operands.size() - 2], &b = operands[operands.size() - 1];
  return a.type == ZYDIS_OPERAND_TYPE_REGISTER && b.type == ZYDIS_OPERAND_TYPE_REGISTER &&
         a.reg.value == b.reg.value;
}

bool crosses_register_files(std::string_view name) {
  return name == "movd" || name == "movq" || name.starts_with("pinsr") || name.starts_with("pextr");
}

bool one_lane(std::string_view name) {
  // PMAXSD, PABSD and PCOMPRESSD are integer: no scalar FP mnemonic begins with P.
  if (name.starts_with("broadcast") || name.starts_with('p')) return false;
  return name.ends_with("ss") || name.ends_with("sd") || name.ends_with("sh") ||
         holds(name, "ss2") || holds(name, "sd2") || holds(name, "sh2");
}

// Intel names the lanes in the mnemonic: PS, PD, PH, BF16, F128 and the like.
bool many_fp_lanes(std::string_view name) {
  static constexpr std::string_view kOthers[] = {"broadcastss", "broadcastsd", "movddup",
                                                 "movsldup", "movshdup"};
  if (any_of(name, kOthers)) return true;
  if (name.ends_with("ps") || name.ends_with("pd") || name.ends_with("ph")) return true;
  for (const std::string_view part : {"ps2", "pd2", "ph2", "bf16", "f32x", "f64x", "f128"})
    if (holds(name, part)) return true;
  return false;
}

InstructionKind work_of(const Decoded& decoded, int width) {
  const ZydisInstructionCategory category = decoded.instruction.meta.category;
  if (width == kTileWidth || category == ZYDIS_CATEGORY_AMX_TILE) return InstructionKind::amx;
  if (category == ZYDIS_CATEGORY_X87_ALU) return InstructionKind::scalar_fp;
  if (width == 0) return InstructionKind::other;
  if (decoded.name.starts_with("pdp")) return InstructionKind::vnni;
  if (copies_register(decoded) || zeroes_register(decoded) || crosses_register_files(decoded.name))
    return InstructionKind::other;
  if (one_lane(decoded.name)) return InstructionKind::scalar_fp;
  return many_fp_lanes(decoded.name) ? InstructionKind::packed_fp : InstructionKind::integer_vector;
}

Flow flow_of(const Decoded& decoded, std::int32_t& displacement) {
  const auto& target = decoded.operands[0];
  const bool relative = decoded.instruction.operand_count_visible > 0 &&
                        target.type == ZYDIS_OPERAND_TYPE_IMMEDIATE && target.imm.is_relative;
  if (relative) displacement = static_cast<std::int32_t>(target.imm.value.s);
  switch (decoded.instruction.meta.category) {
    case ZYDIS_CATEGORY_COND_BR:
      return relative && displacement < 0 ? Flow::loop : Flow::next;
    case ZYDIS_CATEGORY_UNCOND_BR:
      return relative ? Flow::jump : Flow::leave;
    case ZYDIS_CATEGORY_CALL:
    case ZYDIS_CATEGORY_RET:
    case ZYDIS_CATEGORY_SYSCALL:
      return Flow::leave;
    default:
      return Flow::next;
  }
}

// Reads what is readable of [address, address + size). process_vm_readv fails softly where a load
// would fault; some sandboxes forbid it, /proc/self/mem does the same there.
std::size_t read_self(std::uintptr_t address, unsigned char* into, std::size_t size) {
  iovec local{into, size};
  iovec remote{reinterpret_cast<void*>(address), size};
  const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  if (got >= 0) return static_cast<std::size_t>(got);
  if (errno == EFAULT) return 0;  // /proc/self/mem would read what the program itself may not
  const int file = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  const ssize_t again = pread(file, into, size, static_cast<off_t>(address));
  close(file);
  return again > 0 ? static_cast<std::size_t>(again) : 0;
}

}  // namespace

Instruction decode(std::span<const unsigned char> bytes) {
  ZydisDecoder decoder;
  ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
  Decoded decoded;
  if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, bytes.data(), bytes.size(),
                                           &decoded.instruction, decoded.operands)))
    return {};
  decoded.name = ZydisMnemonicGetString(decoded.instruction.mnemonic);
  const auto encoding = decoded.instruction.encoding;
  if (encoding != ZYDIS_INSTRUCTION_ENCODING_LEGACY && decoded.name.starts_with('v'))
    decoded.name.remove_prefix(1);

  Instruction out;
  const int width = widest(decoded);
  out.work = work_of(decoded, width);
  out.length = decoded.instruction.length;
  out.flow = flow_of(decoded, out.displacement);
  out.reads_memory = reads_memory(decoded);
  out.fp = out.work == InstructionKind::scalar_fp || out.work == InstructionKind::packed_fp ||
           (out.work == InstructionKind::amx &&
            (decoded.name == "tdpbf16ps" || decoded.name == "tdpfp16ps"));
  if (out.vector())
    out.width = static_cast<std::uint16_t>(out.work == InstructionKind::amx ? kTileWidth : width);
  return out;
}

Instruction decode_at(std::uintptr_t address) {
  static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  std::array<unsigned char, kLongestInstruction> bytes{};
  // In two steps: a read that runs into an unmapped page fails as a whole on some kernels.
  const std::size_t first = std::min(bytes.size(), page - address % page);
  std::size_t have = read_self(address, bytes.data(), first);
  if (have == first && first < bytes.size())
    have += read_self(address + first, bytes.data() + first, bytes.size() - first);
  return decode({bytes.data(), have});
}

}  // namespace mien::profile
