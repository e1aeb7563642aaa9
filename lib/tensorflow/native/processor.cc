#include "processor.h"

#include <cstdlib>
#include <cstring>

namespace cahier {
namespace {

constexpr const char *kNames[] = {"generic", "x86-64-v3", "x86-64-v4"};

Processor Best() {
#ifdef CAHIER_X86_LEVELS
  if (__builtin_cpu_supports("x86-64-v4")) return Processor::kV4;
  if (__builtin_cpu_supports("x86-64-v3")) return Processor::kV3;
#endif
  return Processor::kGeneric;
}

struct Choice {
  Processor processor = Best();
  const char *problem = nullptr;

  Choice() {
    const char *asked = std::getenv("CAHIER_PROCESSOR");
    if (asked == nullptr || *asked == '\0') return;
    for (int level = 0; level < 3; level++) {
      if (std::strcmp(asked, kNames[level]) != 0) continue;
      if (static_cast<Processor>(level) > processor) problem = "CAHIER_PROCESSOR: this processor, or the compiler, lacks it";
      else processor = static_cast<Processor>(level);
      return;
    }
    problem = "CAHIER_PROCESSOR is generic, x86-64-v3 or x86-64-v4";
  }
};

const Choice &Chosen() {
  static const Choice choice;
  return choice;
}

}  // namespace

Processor ProcessorInUse() { return Chosen().processor; }
const char *ProcessorName() { return kNames[static_cast<int>(Chosen().processor)]; }
const char *ProcessorProblem() { return Chosen().problem; }

}  // namespace cahier
