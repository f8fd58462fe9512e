// A misread instruction is a wrong verdict: what each encoding counts as.
#include "profile/instruction.h"

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>
#include <sys/mman.h>

namespace mien::profile {
namespace {

std::vector<unsigned char> bytes_of(const std::string& hex) {
  std::istringstream in(hex);
  std::vector<unsigned char> bytes;
  for (unsigned value; in >> std::hex >> value;) bytes.push_back(static_cast<unsigned char>(value));
  return bytes;
}

struct Row {
  const char* text;
  const char* hex;
  InstructionKind work;
  int width;
  bool loads;
};

constexpr Row kRows[] = {
    {"add eax, ebx", "01 d8", InstructionKind::other, 0, false},
    {"mov rax, [rsp+8]", "48 8b 44 24 08", InstructionKind::other, 0, true},
    {"lea rax, [rbx+rcx*4]", "48 8d 04 8b", InstructionKind::other, 0, false},
    {"imul rax, rbx", "48 0f af c3", InstructionKind::other, 0, false},
    {"addss xmm0, xmm1", "f3 0f 58 c1", InstructionKind::scalar_fp, 0, false},
    {"mulsd xmm0, [rax]", "f2 0f 59 00", InstructionKind::scalar_fp, 0, true},
    {"vfmadd231ss xmm0, xmm1, xmm2", "c4 e2 71 b9 c2", InstructionKind::scalar_fp, 0, false},
    {"movss xmm0, [rax]", "f3 0f 10 00", InstructionKind::scalar_fp, 0, true},
    {"movsd [rax], xmm0", "f2 0f 11 00", InstructionKind::scalar_fp, 0, false},
    {"cvtsi2ss xmm0, eax", "f3 0f 2a c0", InstructionKind::scalar_fp, 0, false},
    {"cvttss2si eax, xmm0", "f3 0f 2c c0", InstructionKind::scalar_fp, 0, false},
    {"ucomiss xmm0, xmm1", "0f 2e c1", InstructionKind::scalar_fp, 0, false},
    {"vsqrtsd xmm0, xmm1, xmm2", "c5 f3 51 c2", InstructionKind::scalar_fp, 0, false},
    {"fadd st, st(1)", "d8 c1", InstructionKind::scalar_fp, 0, false},
    {"addps xmm0, xmm1", "0f 58 c1", InstructionKind::packed_fp, 128, false},
    {"movups xmm0, [rax]", "0f 10 00", InstructionKind::packed_fp, 128, true},
    {"movaps [rax], xmm0", "0f 29 00", InstructionKind::packed_fp, 128, false},
    {"andps xmm0, xmm1", "0f 54 c1", InstructionKind::packed_fp, 128, false},
    {"cvtdq2ps xmm0, xmm1", "0f 5b c1", InstructionKind::packed_fp, 128, false},
    {"shufps xmm0, xmm1, 3", "0f c6 c1 03", InstructionKind::packed_fp, 128, false},
    {"vfmadd231ps ymm0, ymm1, ymm2", "c4 e2 75 b8 c2", InstructionKind::packed_fp, 256, false},
    {"vmulpd ymm0, ymm1, [rax]", "c5 f5 59 00", InstructionKind::packed_fp, 256, true},
    {"vbroadcastss ymm0, dword ptr [rax]", "c4 e2 7d 18 00", InstructionKind::packed_fp, 256, true},
    {"vextractf128 xmm0, ymm1, 1", "c4 e3 7d 19 c8 01", InstructionKind::packed_fp, 256, false},
    {"vfmadd231ps zmm0, zmm1, zmm2", "62 f2 75 48 b8 c2", InstructionKind::packed_fp, 512, false},
    {"vfmadd231ps zmm0, zmm1, dword ptr [rax]{1to16}", "62 f2 75 58 b8 00",
     InstructionKind::packed_fp, 512, true},
    {"vdpbf16ps zmm0, zmm1, zmm2", "62 f2 76 48 52 c2", InstructionKind::packed_fp, 512, false},
    {"vcvtps2ph xmm0, ymm1, 0", "c4 e3 7d 1d c8 00", InstructionKind::packed_fp, 256, false},
    {"vgatherdps ymm0, [rax+ymm1*4], ymm2", "c4 e2 6d 92 04 88", InstructionKind::packed_fp, 256,
     true},
    {"paddw xmm0, xmm1", "66 0f fd c1", InstructionKind::integer_vector, 128, false},
    {"pmaxsd xmm0, xmm1", "66 0f 38 3d c1", InstructionKind::integer_vector, 128, false},
    {"pabsd xmm0, xmm1", "66 0f 38 1e c1", InstructionKind::integer_vector, 128, false},
    {"movdqu xmm0, [rax]", "f3 0f 6f 00", InstructionKind::integer_vector, 128, true},
    {"vpmaddubsw ymm0, ymm1, ymm2", "c4 e2 75 04 c2", InstructionKind::integer_vector, 256, false},
    {"vpxor ymm0, ymm1, ymm2", "c5 f5 ef c2", InstructionKind::integer_vector, 256, false},
    {"vpaddd zmm0, zmm1, zmm2", "62 f1 75 48 fe c2", InstructionKind::integer_vector, 512, false},
    {"aesenc xmm0, xmm1", "66 0f 38 dc c1", InstructionKind::integer_vector, 128, false},
    {"vpdpbusd zmm0, zmm1, zmm2", "62 f2 75 48 50 c2", InstructionKind::vnni, 512, false},
    {"vpdpwssd ymm0, ymm1, ymm2", "62 f2 75 28 52 c2", InstructionKind::vnni, 256, false},
    {"tdpbf16ps tmm0, tmm1, tmm2", "c4 e2 6a 5c c1", InstructionKind::amx, 1024, false},
    {"tdpbssd tmm0, tmm1, tmm2", "c4 e2 6b 5e c1", InstructionKind::amx, 1024, false},
    {"tileloadd tmm0, [rax+rbx*1]", "c4 e2 7b 4b 04 18", InstructionKind::amx, 1024, true},
    {"movaps xmm0, xmm1", "0f 28 c1", InstructionKind::other, 0, false},
    {"xorps xmm0, xmm0", "0f 57 c0", InstructionKind::other, 0, false},
    {"vpxor xmm0, xmm1, xmm1", "c5 f1 ef c1", InstructionKind::other, 0, false},
    {"movd eax, xmm0", "66 0f 7e c0", InstructionKind::other, 0, false},
    {"pextrd eax, xmm0, 1", "66 0f 3a 16 c0 01", InstructionKind::other, 0, false},
    {"vzeroupper", "c5 f8 77", InstructionKind::other, 0, false},
    {"kmovw k1, eax", "c5 f8 92 c8", InstructionKind::other, 0, false},
    {"ret", "c3", InstructionKind::other, 0, false},
};

TEST(Instruction, CountsAsDocumented) {
  for (const Row& row : kRows) {
    const auto bytes = bytes_of(row.hex);
    const Instruction instruction = decode(bytes);
    EXPECT_EQ(instruction.work, row.work) << row.text;
    EXPECT_EQ(instruction.width, row.width) << row.text;
    EXPECT_EQ(instruction.reads_memory, row.loads) << row.text;
    EXPECT_EQ(instruction.length, bytes.size()) << row.text;
  }
}

TEST(Instruction, TilesOfBf16AreFpThoseOfBytesAreNot) {
  EXPECT_TRUE(decode(bytes_of("c4 e2 6a 5c c1")).fp);   // tdpbf16ps
  EXPECT_FALSE(decode(bytes_of("c4 e2 6b 5e c1")).fp);  // tdpbssd
}

TEST(Instruction, WhatIsNoInstructionIsUndecoded) {
  EXPECT_EQ(decode(bytes_of("06")).work, InstructionKind::undecoded);
  EXPECT_EQ(decode(bytes_of("0f 58")).work, InstructionKind::undecoded);  // cut off
  EXPECT_EQ(decode({}).work, InstructionKind::undecoded);
}

// Two pages, the second of which cannot be read.
class CodePage : public testing::Test {
 protected:
  void SetUp() override {
    at = static_cast<unsigned char*>(
        mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ASSERT_NE(at, MAP_FAILED);
    ASSERT_EQ(mprotect(at + 4096, 4096, PROT_NONE), 0);
  }
  void TearDown() override { munmap(at, 8192); }
  std::uintptr_t put(const std::string& hex, std::size_t offset) {
    const auto bytes = bytes_of(hex);
    std::memcpy(at + offset, bytes.data(), bytes.size());
    return reinterpret_cast<std::uintptr_t>(at) + offset;
  }
  unsigned char* at = nullptr;
};

TEST_F(CodePage, CodeMayEndWithItsPage) {
  EXPECT_EQ(decode_at(put("0f 58 c1", 4093)).work, InstructionKind::packed_fp);
  EXPECT_EQ(decode_at(put("0f 58", 4094)).work, InstructionKind::undecoded);
}

TEST_F(CodePage, UnreadableMemoryIsUndecodedNeverAFault) {
  EXPECT_EQ(decode_at(reinterpret_cast<std::uintptr_t>(at) + 4096).work,
            InstructionKind::undecoded);
  EXPECT_EQ(decode_at(0).work, InstructionKind::undecoded);
  EXPECT_EQ(mix_at(~std::uintptr_t{15}).undecoded, 1);
}

// The address of a sample is that of a group of instructions: a loop of one FP addition, a counter
// and a branch is FP time, wherever in it the sample falls.
TEST_F(CodePage, ALoopIsFpTimeWhereverItIsHit) {
  put("0f 58 c1 ff c8 75 f9 c3", 100);  // addps xmm0, xmm1; dec eax; jnz back; ret
  for (const std::size_t offset : {100, 103, 105}) {
    const Mix mix = mix_at(reinterpret_cast<std::uintptr_t>(at) + offset);
    EXPECT_EQ(mix.fp, 1) << offset;
    EXPECT_EQ(mix.fp_packed, 1) << offset;
    EXPECT_EQ(mix.widest(), 128) << offset;
    EXPECT_NEAR(mix.packed_fp, 1.0 / 3, 0.1) << offset;
  }
}

TEST_F(CodePage, AWindowEndsWithTheFunction) {
  const Mix mix = mix_at(put("f3 0f 58 c1 c3 0f 58 c1 0f 58 c1", 0));  // addss; ret; addps; addps
  EXPECT_EQ(mix.scalar_fp, 0.5);
  EXPECT_EQ(mix.other, 0.5);
  EXPECT_EQ(mix.fp, 1);
  EXPECT_EQ(mix.fp_packed, 0);
}

// Integer code with a stray FP instruction is not FP time.
TEST_F(CodePage, AStrayFpInstructionCountsInProportion) {
  const Mix mix = mix_at(put("ff c0 ff c0 ff c0 ff c0 ff c0 ff c0 ff c0 f3 0f 58 c1", 0));
  EXPECT_EQ(mix.scalar_fp, 0.125);
  EXPECT_EQ(mix.fp, 0.5);
}

}  // namespace
}  // namespace mien::profile
