#pragma once
/// \file What kind of work a machine instruction is. `instruction.cpp` is the only file that
/// includes Zydis.

#include <cstdint>
#include <span>

namespace mien::profile {

/// - packed_fp: FP arithmetic, conversions, shuffles, bitwise FP logic, broadcasts, loads and
/// stores
///   of more than one lane; dot products of bf16 pairs.
/// - scalar_fp: the same on one lane (ADDSS, MOVSD, CVTSI2SS, UCOMISS …), and x87.
/// - integer_vector: vector registers, integer by mnemonic (PADDW, MOVDQU, PXOR, AESENC …).
/// - vnni: VPDP*. amx: tiles. other: the rest; also what says nothing about the work: moves between
///   registers, zeroing idioms, MOVD/MOVQ and PINSR/PEXTR between the register files, VZEROUPPER.
enum class InstructionKind : std::uint8_t {
  undecoded,
  other,
  scalar_fp,
  packed_fp,
  integer_vector,
  vnni,
  amx
};

/// Where control goes next, as far as the instruction tells: `loop` is a conditional branch
/// backwards.
enum class Flow : std::uint8_t { next, jump, loop, leave };

struct Instruction {
  InstructionKind work = InstructionKind::undecoded;
  Flow flow = Flow::next;
  bool fp = false;  ///< counts among FP samples: scalar_fp, packed_fp, AMX on bf16 or fp16
  bool reads_memory = false;
  std::uint16_t width = 0;  ///< bits of its widest vector register; 1024: a tile; 0: scalar or none
  std::uint8_t length = 0;  ///< bytes; 0: undecoded
  std::int32_t displacement = 0;  ///< jump, loop: bytes from its end to where it goes

  bool vector() const {
    return work == InstructionKind::packed_fp || work == InstructionKind::integer_vector ||
           work == InstructionKind::vnni || work == InstructionKind::amx;
  }
};

/// What the code from an address on consists of: shares of a window of instructions, Σ of the first
/// seven = 1.
struct Mix {
  double undecoded = 0, other = 0, scalar_fp = 0, packed_fp = 0, integer_vector = 0, vnni = 0,
         amx = 0;
  /// Whether a sample here is an FP sample: 1 from two FP instructions of eight on, in proportion
  /// below (a loop's counting and branching takes no time beside its FP work); and its packed part.
  double fp = 0, fp_packed = 0;
  double reads_memory = 0;
  double width_128 = 0, width_256 = 0, width_512 = 0, width_tile = 0;

  void add(const Mix& mix, double weight);
  double vector() const { return packed_fp + integer_vector + vnni + amx; }
  int widest() const;
};

/// CPUs retire up to eight instructions at once and are interrupted only between such groups, so
/// the address of a sample names the group, not the instruction that took the time.
inline constexpr int kWindow = 8;

inline constexpr int kTileWidth = 1024;
inline constexpr std::size_t kLongestInstruction = 15;

/// The first instruction of `bytes` (64-bit mode). Too short or unknown: undecoded. Pure,
/// thread-safe.
Instruction decode(std::span<const unsigned char> bytes);

/// The instruction at `address` of this process, also in generated code. Never faults: memory that
/// is gone, unreadable or ends at a page gives undecoded.
Instruction decode_at(std::uintptr_t address);

/// The next kWindow instructions from `address` on: jumps are followed, branches backwards are
/// taken (loops), branches forwards are not; calls and returns end the window. Never faults.
Mix mix_at(std::uintptr_t address);

}  // namespace mien::profile
