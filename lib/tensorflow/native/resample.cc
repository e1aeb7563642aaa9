// Changes the sample rate of signals by a filter given for each phase (lib/features/resample.ts designs it).
//
//   CahierResample(signals [batch, length], weights [groups, taps x 16]; up, down, delay)
//     -> resampled [batch, ceil(length x up / down)]
//
// Output j = up x row + phase is the sum of the samples around down x row + floor(down x phase / up), weighted by its
// phase's filter. 16 neighbouring phases are a group: their filters lie side by side, shifted so that all of them begin
// at the sample where the first begins, `delay` samples before it. So one weight vector and one sample give 16 products.
// Samples before the beginning and after the end are silence. All float32, on the processor.

#include "operation.h"
#include "processor.h"

#include <algorithm>
#include <limits>
#include <new>
#include <vector>

namespace cahier {
namespace {

constexpr int64_t kPhases = 16;
// Rows computed together, so that each weight is loaded once for all of them; their sums stay in registers.
constexpr int64_t kRows = 6;
// A copy of so many samples is held while one signal is resampled: a minute at any rate of sounds.
constexpr int64_t kLongestReach = int64_t{1} << 24;

typedef float Phases __attribute__((vector_size(sizeof(float) * kPhases), aligned(sizeof(float)), may_alias));

struct Attributes {
  int64_t up, down, delay;
};

// One group's outputs in `kRows` rows, whose samples begin `down` apart.
INLINE void Filter(const float *samples, int64_t down, const Phases *weights, int64_t taps, Phases *sums) {
  Phases sum[kRows] = {};
  for (int64_t tap = 0; tap < taps; tap++) {
    const Phases weight = weights[tap];
    for (int64_t row = 0; row < kRows; row++) sum[row] += weight * samples[row * down + tap];
  }
  for (int64_t row = 0; row < kRows; row++) sums[row] = sum[row];
}

struct Signal {
  const float *samples;
  int64_t length;
  const float *weights;
  int64_t groups, taps;
  const Attributes *rates;
  float *output;
  int64_t outputs;
};

// Samples that the rows computed together reach over.
int64_t ReachOf(const Attributes &rates, int64_t groups, int64_t taps) {
  return (kRows - 1) * rates.down + (groups - 1) * kPhases * rates.down / rates.up + taps;
}

INLINE void ResampleSignal(const Signal &signal) {
  const int64_t up = signal.rates->up, down = signal.rates->down, length = signal.length, taps = signal.taps;
  const int64_t reach = ReachOf(*signal.rates, signal.groups, taps);
  std::vector<float> edge(reach);
  for (int64_t row = 0; row * up < signal.outputs; row += kRows) {
    const int64_t begin = row * down - signal.rates->delay;
    const bool isWithin = begin >= 0 && begin + reach <= length;
    // At an edge: a copy with silence around it.
    for (int64_t i = 0; i < reach && !isWithin; i++) {
      edge[i] = begin + i >= 0 && begin + i < length ? signal.samples[begin + i] : 0.0f;
    }
    const float *samples = isWithin ? signal.samples + begin : edge.data();
    for (int64_t group = 0; group < signal.groups; group++) {
      const int64_t phase = group * kPhases;
      const Phases *filters = reinterpret_cast<const Phases *>(signal.weights) + group * taps;
      Phases sums[kRows];
      Filter(samples + phase * down / up, down, filters, taps, sums);
      for (int64_t i = 0; i < kRows; i++) {
        const int64_t first = (row + i) * up + phase;
        const int64_t last = std::min({first + kPhases, (row + i + 1) * up, signal.outputs});
        for (int64_t j = first; j < last; j++) signal.output[j] = sums[i][j - first];
      }
    }
  }
}

#ifdef CAHIER_X86_LEVELS
FOR_V4 void ResampleV4(const Signal &signal) { ResampleSignal(signal); }
FOR_V3 void ResampleV3(const Signal &signal) { ResampleSignal(signal); }
#endif

void Run(const Signal &signal) {
#ifdef CAHIER_X86_LEVELS
  if (ProcessorInUse() == Processor::kV4) return ResampleV4(signal);
  if (ProcessorInUse() == Processor::kV3) return ResampleV3(signal);
#endif
  ResampleSignal(signal);
}

// Rates and delays are small numbers; those that are not would overflow what is computed from them.
bool AreUsual(const Attributes &rates) {
  constexpr int64_t kLargest = std::numeric_limits<int32_t>::max();
  return rates.up >= 1 && rates.up <= kLargest && rates.down >= 1 && rates.down <= kLargest &&
         rates.delay >= -kLargest && rates.delay <= kLargest;
}

void *Create(TF_OpKernelConstruction *context) {
  auto *attributes = new (std::nothrow) Attributes();
  TF_Status *status = TF_NewStatus();
  if (attributes == nullptr) {
    TF_SetStatus(status, TF_RESOURCE_EXHAUSTED, "no memory for an operation");
  } else {
    TF_OpKernelConstruction_GetAttrInt64(context, "up", &attributes->up, status);
    TF_OpKernelConstruction_GetAttrInt64(context, "down", &attributes->down, status);
    TF_OpKernelConstruction_GetAttrInt64(context, "delay", &attributes->delay, status);
    if (TF_GetCode(status) == TF_OK && !AreUsual(*attributes)) {
      TF_SetStatus(status, TF_INVALID_ARGUMENT, "up and down are whole numbers from 1 to 2^31 - 1, delay is as small");
    }
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(context, status);
  TF_DeleteStatus(status);
  return attributes;
}

void Destroy(void *attributes) { delete static_cast<Attributes *>(attributes); }

void Resample(void *state, Call &call) {
  const Attributes &rates = *static_cast<Attributes *>(state);
  int64_t batch = 0, length = 0, groups = 0, width = 0, outputs = 0;
  call.Sizes(0, "signals", {&batch, &length});
  call.Sizes(1, "weights", {&groups, &width});
  if (groups != (rates.up + kPhases - 1) / kPhases || width % kPhases != 0) {
    call.Refuse("the weights do not fit the rates");
  }
  if (call.ok() && ReachOf(rates, groups, width / kPhases) > kLongestReach) call.Refuse("the rates reach too far");
  if (__builtin_mul_overflow(length, rates.up, &outputs)) call.Refuse("the signals are too long for the rates");
  outputs = call.ok() ? outputs / rates.down + (outputs % rates.down != 0) : 0;
  const float *signals = call.Values(0, "signals", {batch, length});
  const float *weights = call.Values(1, "weights", {groups, width});
  float *output = call.Output(0, {batch, outputs});
  if (!call.ok()) return;
  for (int64_t i = 0; i < batch; i++) {
    Run({signals + i * length, length, weights, groups, width / kPhases, &rates, output + i * outputs, outputs});
  }
}

}  // namespace

bool RegisterResample() {
  static const bool registered = Register({"CahierResample",
                                           {"signals: float", "weights: float"},
                                           {"resampled: float"},
                                           {"up: int", "down: int", "delay: int"},
                                           Create,
                                           Compute<Resample>,
                                           Destroy});
  return registered;
}

}  // namespace cahier
