// Which form of an operation runs: each is compiled for the three kinds of x86 processors, and for any other.

#ifndef CAHIER_PROCESSOR_H_
#define CAHIER_PROCESSOR_H_

#define INLINE inline __attribute__((always_inline))

// GCC from 12 on compiles single functions for a level of x86-64; elsewhere there is the generic form alone.
#if defined(__linux__) && defined(__x86_64__) && !defined(__clang__) && __GNUC__ >= 12
#define CAHIER_X86_LEVELS
#define FOR_V4 __attribute__((target("arch=x86-64-v4")))
#define FOR_V3 __attribute__((target("arch=x86-64-v3")))
#endif

namespace cahier {

// By rising ability: vectors of 4, of 8 (AVX2) and of 16 numbers (AVX-512).
enum class Processor { kGeneric, kV3, kV4 };

// The best form that this processor runs, or the one that CAHIER_PROCESSOR names, for the tests: generic, x86-64-v3 or
// x86-64-v4. It is read once.
Processor ProcessorInUse();

// Its name.
const char *ProcessorName();

// What is wrong with CAHIER_PROCESSOR, in a sentence; null where nothing is.
const char *ProcessorProblem();

}  // namespace cahier

#endif  // CAHIER_PROCESSOR_H_
