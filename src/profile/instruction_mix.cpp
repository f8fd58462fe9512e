#include <algorithm>

#include "profile/instruction.h"

namespace mien::profile {

namespace {

constexpr double kFpEnough = 0.25;

void count_one(const Instruction& instruction, double weight, Mix& mix) {
  double* const works[] = {&mix.undecoded,      &mix.other, &mix.scalar_fp, &mix.packed_fp,
                           &mix.integer_vector, &mix.vnni,  &mix.amx};
  *works[static_cast<int>(instruction.work)] += weight;
  if (instruction.fp) mix.fp += weight;
  if (instruction.fp && instruction.work != InstructionKind::scalar_fp) mix.fp_packed += weight;
  if (instruction.reads_memory) mix.reads_memory += weight;
  if (instruction.width == 128) mix.width_128 += weight;
  if (instruction.width == 256) mix.width_256 += weight;
  if (instruction.width == 512) mix.width_512 += weight;
  if (instruction.width == kTileWidth) mix.width_tile += weight;
}

}  // namespace

void Mix::add(const Mix& mix, double weight) {
  constexpr double Mix::*kParts[] = {
      &Mix::undecoded, &Mix::other,     &Mix::scalar_fp, &Mix::packed_fp, &Mix::integer_vector,
      &Mix::vnni,      &Mix::amx,       &Mix::fp,        &Mix::fp_packed, &Mix::reads_memory,
      &Mix::width_128, &Mix::width_256, &Mix::width_512, &Mix::width_tile};
  for (const auto part : kParts) this->*part += weight * (mix.*part);
}

int Mix::widest() const {
  return width_tile > 0  ? kTileWidth
         : width_512 > 0 ? 512
         : width_256 > 0 ? 256
         : width_128 > 0 ? 128
                         : 0;
}

Mix mix_at(std::uintptr_t address) {
  Instruction window[kWindow];
  int count = 0;
  while (count < kWindow) {
    const Instruction& here = window[count] = decode_at(address);
    if (here.length == 0 && count > 0) break;  // the code ends here; what was before counts
    ++count;
    if (here.length == 0 || here.flow == Flow::leave) break;
    address += here.length;
    if (here.flow != Flow::next) address += static_cast<std::intptr_t>(here.displacement);
  }
  Mix mix;
  for (int i = 0; i < count; ++i) count_one(window[i], 1.0 / count, mix);
  if (mix.fp > 0) {
    const double scale = std::min(1.0, mix.fp / kFpEnough) / mix.fp;
    mix.fp *= scale;
    mix.fp_packed *= scale;
  }
  return mix;
}

}  // namespace mien::profile
