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

#include <algorithm>
#include <vector>

namespace cahier {
namespace {

constexpr int64_t kPhases = 16;
// Rows computed together, so that each weight is loaded once for all of them; their sums stay in registers.
constexpr int64_t kRows = 6;

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

FOR_EACH_PROCESSOR
void ResampleSignal(const float *signal, int64_t length, const float *weights, int64_t groups, int64_t taps,
                    const Attributes &rates, float *output, int64_t outputs) {
  const int64_t up = rates.up, down = rates.down;
  const int64_t reach = (kRows - 1) * down + (groups - 1) * kPhases * down / up + taps;
  std::vector<float> edge(reach);
  for (int64_t row = 0; row * up < outputs; row += kRows) {
    const int64_t begin = row * down - rates.delay;
    const float *samples = signal + begin;
    if (begin < 0 || begin + reach > length) {
      // At an edge: a copy with silence around it.
      for (int64_t i = 0; i < reach; i++) {
        const bool inside = begin + i >= 0 && begin + i < length;
        edge[i] = inside ? signal[begin + i] : 0.0f;
      }
      samples = edge.data();
    }
    for (int64_t group = 0; group < groups; group++) {
      const int64_t phase = group * kPhases;
      const Phases *filters = reinterpret_cast<const Phases *>(weights) + group * taps;
      Phases sums[kRows];
      Filter(samples + phase * down / up, down, filters, taps, sums);
      for (int64_t i = 0; i < kRows; i++) {
        const int64_t first = (row + i) * up + phase;
        const int64_t last = std::min({first + kPhases, (row + i + 1) * up, outputs});
        for (int64_t j = first; j < last; j++) output[j] = sums[i][j - first];
      }
    }
  }
}

void *Create(TF_OpKernelConstruction *context) {
  auto *attributes = new Attributes();
  TF_Status *status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrInt64(context, "up", &attributes->up, status);
  TF_OpKernelConstruction_GetAttrInt64(context, "down", &attributes->down, status);
  TF_OpKernelConstruction_GetAttrInt64(context, "delay", &attributes->delay, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(context, status);
  TF_DeleteStatus(status);
  return attributes;
}

void Destroy(void *attributes) { delete static_cast<Attributes *>(attributes); }

void Compute(void *state, TF_OpKernelContext *context) {
  const Attributes &rates = *static_cast<Attributes *>(state);
  Call call(context);
  int64_t batch = 0, length = 0, groups = 0, width = 0;
  call.Shape(0, {&batch, &length});
  call.Shape(1, {&groups, &width});
  const int64_t expected = rates.up < 1 || rates.down < 1 ? 0 : (rates.up + kPhases - 1) / kPhases;
  if (groups != expected || width % kPhases != 0) call.Refuse("the weights do not fit the rates");
  const float *signals = call.Values(0, batch * length), *weights = call.Values(1, groups * width);
  const int64_t outputs = call.ok() ? (length * rates.up + rates.down - 1) / rates.down : 0;
  float *output = call.Output(0, {batch, outputs});
  if (!call.ok()) return;
  for (int64_t i = 0; i < batch; i++) {
    ResampleSignal(signals + i * length, length, weights, groups, width / kPhases, rates, output + i * outputs,
                   outputs);
  }
}

}  // namespace

bool RegisterResample() {
  static const bool registered = Register({"CahierResample",
                                           {"signals: float", "weights: float"},
                                           {"resampled: float"},
                                           {"up: int", "down: int", "delay: int"},
                                           Create,
                                           Compute,
                                           Destroy});
  return registered;
}

}  // namespace cahier
