// An LSTM's way through time as one TensorFlow operation, and its gradient. Composed of TensorFlow's own operations each
// time step takes a dozen of them, each over a small tensor; here a step is one matrix product whose sums are still in
// registers when the gates are computed from them.
//
//   CahierLstm(inputs [rows, steps, size], kernel [size, 4 units], recurrent_kernel [units, 4 units], bias [4 units];
//              backwards, keep)
//     -> hidden [rows, steps, units], gates [rows, steps, 4 units], cells, cell_tanh [rows, steps, units]
//
// The gates are, side by side as Keras orders them, input, forget, candidate and output, after their activations:
// logistic but for the candidate's tanh. The states before the first step are zero; `backwards` begins at the last one.
// What only the gradient needs, all but `hidden`, is empty unless `keep`.
//
//   CahierLstmGrad(hidden_grad [rows, steps, units], recurrent_kernel, gates, cells, cell_tanh; backwards)
//     -> gates_grad [rows, steps, 4 units], before the activations
//
// `hidden_grad` [rows, 1, units] is that of the state computed last. All float32, on the processor, on one thread: rows
// do not meet, so a graph may hold several of these operations side by side.

#include "operation.h"
#include "processor.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <type_traits>
#include <vector>

// What takes or returns a vector is inlined: how other compilers would hand it over does not matter.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace cahier {
namespace {

// L numbers, and as many integers of their size.
template <int64_t L>
struct Vector {
  typedef float type __attribute__((vector_size(L * sizeof(float))));
  typedef int32_t integers __attribute__((vector_size(L * sizeof(int32_t))));
};

// e^x to 2e-7 of its value. x = n ln 2 + r; e^r by its Taylor series, 2^n by writing the exponent's bits. Beyond +-87 the
// bound's value.
template <int64_t L, typename V = typename Vector<L>::type>
INLINE V Exp(const V &number) {
  const V bound = V{} + 87.0f;
  V x = number > bound ? bound : number;
  x = x < -bound ? -bound : x;
  // Adding 1.5 x 2^23 rounds to the nearest whole number: no bit is left behind the point.
  const V shift = V{} + 12582912.0f;
  const V n = (x * 1.44269504f + shift) - shift;
  // ln 2 in two parts: the first has few bits, so its product with n is exact.
  const V r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  V y = V{} + 1.0f / 5040;
  y = y * r + 1.0f / 720;
  y = y * r + 1.0f / 120;
  y = y * r + 1.0f / 24;
  y = y * r + 1.0f / 6;
  y = y * r + 0.5f;
  y = y * r + 1.0f;
  y = y * r + 1.0f;
  using I = typename Vector<L>::integers;
  const I bits = (__builtin_convertvector(n, I) + 127) << 23;
  V power;
  std::memcpy(&power, &bits, sizeof(power));
  return y * power;
}

template <int64_t L, typename V = typename Vector<L>::type>
INLINE V Logistic(const V &x) {
  return 1.0f / (1.0f + Exp<L>(-x));
}

// Near 0, where 1 - 2 / (e^2x + 1) would lose its digits, by the Taylor series.
template <int64_t L, typename V = typename Vector<L>::type>
INLINE V Tanh(const V &x) {
  const V far = 1.0f - 2.0f / (Exp<L>(2.0f * x) + 1.0f);
  const V s = x * x;
  V near = V{} - 1382.0f / 155925;
  near = near * s + 62.0f / 2835;
  near = near * s - 17.0f / 315;
  near = near * s + 2.0f / 15;
  near = near * s - 1.0f / 3;
  near = near * s * x + x;
  return s < V{} + 0.09f ? near : far;
}

// The first `count` numbers of a vector, from memory and into it.
template <int64_t L, typename V = typename Vector<L>::type>
INLINE V Load(const float *values, int64_t count) {
  V vector = {};
  std::memcpy(&vector, values, count == L ? sizeof(vector) : count * sizeof(float));
  return vector;
}

template <int64_t L, typename V = typename Vector<L>::type>
INLINE void Store(float *values, int64_t count, const V &vector) {
  std::memcpy(values, &vector, count == L ? sizeof(vector) : count * sizeof(float));
}

// Keeps a vector in a register, where the compiler would read it from memory at each use.
#ifdef CAHIER_X86_LEVELS
#define IN_REGISTER(vector) asm("" : "+v"(vector))
#else
#define IN_REGISTER(vector)
#endif

// A matrix cut into panels of four times L columns, which lie `part` apart; the rows of a panel lie `row` apart.
struct Panels {
  const float *values;
  int64_t panel, row, part;
};

// Adds R rows of x [R, size] times a panel [size, 4 L] to the sums, which stay in registers up to the end.
template <int64_t L, int64_t R, typename V = typename Vector<L>::type>
INLINE void Multiply(const float *x, int64_t stride, int64_t size, int64_t panel, const Panels &panels,
                     V (*products)[4]) {
  V sums[R][4];
  std::memcpy(sums, products, sizeof(sums));
  for (int64_t k = 0; k < size; k++) {
    const float *weights = panels.values + panel * panels.panel + k * panels.row;
    V w0 = Load<L>(weights, L), w1 = Load<L>(weights + panels.part, L);
    V w2 = Load<L>(weights + 2 * panels.part, L), w3 = Load<L>(weights + 3 * panels.part, L);
    IN_REGISTER(w0);
    IN_REGISTER(w1);
    IN_REGISTER(w2);
    IN_REGISTER(w3);
    for (int64_t r = 0; r < R; r++) {
      const float value = x[r * stride + k];
      sums[r][0] += w0 * value;
      sums[r][1] += w1 * value;
      sums[r][2] += w2 * value;
      sums[r][3] += w3 * value;
    }
  }
  std::memcpy(products, sums, sizeof(sums));
}

// Tells the processor of numbers that are soon read, or written, while it multiplies.
constexpr int64_t kLine = 64 / sizeof(float);
INLINE void WillRead(const float *values, int64_t count) {
  for (int64_t i = 0; i < count; i += kLine) __builtin_prefetch(values + i, 0);
}
INLINE void WillWrite(const float *values, int64_t count) {
  for (int64_t i = 0; i < count; i += kLine) __builtin_prefetch(values + i, 1);
}

struct Forward {
  int64_t rows, steps, size, units;
  bool backwards;
  const float *inputs, *kernel, *recurrent, *bias;
  float *hidden;
  // Null where nothing is kept.
  float *gates, *cells, *cell_tanh;
};

// What `count` units of one row compute from their sums. `cell` is null before the first step, `gates` where nothing is
// kept.
template <int64_t L, typename V = typename Vector<L>::type>
INLINE void Cell(const V *sums, int64_t count, int64_t units, const float *cell, float *hidden, float *next_cell,
                 float *gates, float *cell_tanh) {
  const V input = Logistic<L>(sums[0]), forget = Logistic<L>(sums[1]);
  const V candidate = Tanh<L>(sums[2]), output = Logistic<L>(sums[3]);
  V next = input * candidate;
  if (cell != nullptr) next += forget * Load<L>(cell, count);
  const V tanh = Tanh<L>(next);
  Store<L>(next_cell, count, next);
  Store<L>(hidden, count, output * tanh);
  if (gates == nullptr) return;
  Store<L>(gates, count, input);
  Store<L>(gates + units, count, forget);
  Store<L>(gates + 2 * units, count, candidate);
  Store<L>(gates + 3 * units, count, output);
  Store<L>(cell_tanh, count, tanh);
}

// The weights of a forward pass, all cut alike; a panel holds the four gates of L units.
struct Weights {
  Panels bias, kernel, recurrent;
};

// R rows from `row` on, one panel of units, one step. `cells` alternates between two buffers unless it is kept.
template <int64_t L, int64_t R>
INLINE void ForwardBlock(const Forward &p, const Weights &weights, int64_t panel, int64_t row, int64_t step,
                         int64_t before, float *cells, int64_t cell_stride, const float *cells_before) {
  const int64_t units = p.units, first = panel * L, count = std::min(L, units - first);
  typename Vector<L>::type sums[R][4];
  for (int64_t r = 0; r < R; r++) {
    for (int64_t gate = 0; gate < 4; gate++) {
      sums[r][gate] = Load<L>(weights.bias.values + panel * weights.bias.panel + gate * weights.bias.part, L);
    }
    if (p.gates == nullptr) continue;
    const int64_t at = (row + r) * p.steps + step;
    for (int64_t gate = 0; gate < 4; gate++) WillWrite(p.gates + (4 * at + gate) * units + first, count);
    WillWrite(p.cell_tanh + at * units + first, count);
    WillWrite(cells + (row + r) * cell_stride + first, count);
    WillWrite(p.hidden + at * units + first, count);
  }
  const float *inputs = p.inputs + (row * p.steps + step) * p.size;
  Multiply<L, R>(inputs, p.steps * p.size, p.size, panel, weights.kernel, sums);
  if (before >= 0) {
    const float *states = p.hidden + (row * p.steps + before) * units;
    Multiply<L, R>(states, p.steps * units, units, panel, weights.recurrent, sums);
  }
  for (int64_t r = 0; r < R; r++) {
    const int64_t at = (row + r) * p.steps + step, cell = (row + r) * cell_stride + first;
    const float *old = before >= 0 ? cells_before + cell : nullptr;
    float *gates = p.gates == nullptr ? nullptr : p.gates + 4 * at * units + first;
    float *tanh = p.gates == nullptr ? nullptr : p.cell_tanh + at * units + first;
    float *hidden = p.hidden + at * units + first;
    // A whole vector is moved at once where its size is known beforehand.
    if (count == L) {
      Cell<L>(sums[r], L, units, old, hidden, cells + cell, gates, tanh);
    } else {
      Cell<L>(sums[r], count, units, old, hidden, cells + cell, gates, tanh);
    }
  }
}

// A matrix [rows, 4 units] in panels of L units: their four gates side by side in each row, zeros where units end.
INLINE void Pack(const float *matrix, int64_t rows, int64_t units, int64_t lanes, float *panels, int64_t panel) {
  for (int64_t j = 0; j < 4 * units; j++) {
    const int64_t gate = j / units, unit = j % units;
    float *column = panels + unit / lanes * panel + gate * lanes + unit % lanes;
    for (int64_t k = 0; k < rows; k++) column[k * 4 * lanes] = matrix[k * 4 * units + j];
  }
}

// Calls block(row, count) for all rows, R at a time: `count` is a constant of the compiler's.
template <int64_t R, typename Block>
INLINE void ForEachBlock(int64_t rows, const Block &block) {
  if (rows < R) {
    for (int64_t row = 0; row < rows; row++) block(row, std::integral_constant<int64_t, 1>());
  } else {
    // The last block reaches back over rows that are done, and computes them once more.
    for (int64_t row = 0; row < rows; row += R) {
      block(std::min(row, rows - R), std::integral_constant<int64_t, R>());
    }
  }
}

// Fewer rows than these are not worth a copy of the weights.
constexpr int64_t kFewRows = 8;

template <int64_t L, int64_t R>
INLINE void RunForward(const Forward &p) {
  const int64_t rows = p.rows, steps = p.steps, units = p.units;
  const int64_t count = (units + L - 1) / L;
  const Panels unpacked = {nullptr, L, 4 * units, units};
  Weights weights = {unpacked, unpacked, unpacked};
  weights.bias.values = p.bias;
  weights.kernel.values = p.kernel;
  weights.recurrent.values = p.recurrent;
  std::vector<float> packed;
  if (rows >= kFewRows || units % L != 0) {
    const int64_t row = 4 * L, panel = (1 + p.size + units) * row;
    packed.assign(count * panel, 0.0f);
    float *bias = packed.data(), *kernel = bias + row, *recurrent = kernel + p.size * row;
    Pack(p.bias, 1, units, L, bias, panel);
    Pack(p.kernel, p.size, units, L, kernel, panel);
    Pack(p.recurrent, units, units, L, recurrent, panel);
    weights = {{bias, panel, row, L}, {kernel, panel, row, L}, {recurrent, panel, row, L}};
  }
  const bool keep = p.cells != nullptr;
  std::vector<float> scratch(keep ? 0 : 2 * rows * units);
  for (int64_t i = 0; i < steps; i++) {
    const int64_t step = p.backwards ? steps - 1 - i : i;
    const int64_t before = i == 0 ? -1 : p.backwards ? step + 1 : step - 1;
    float *cells = keep ? p.cells + step * units : scratch.data() + (i % 2) * rows * units;
    const float *cells_before = !keep        ? scratch.data() + (1 - i % 2) * rows * units
                                : before < 0 ? nullptr
                                             : p.cells + before * units;
    const int64_t cell_stride = keep ? steps * units : units;
    for (int64_t panel = 0; panel < count; panel++) {
      ForEachBlock<R>(rows, [&](int64_t row, auto block) __attribute__((always_inline)) {
        ForwardBlock<L, decltype(block)::value>(p, weights, panel, row, step, before, cells, cell_stride, cells_before);
      });
    }
  }
}

struct Backward {
  int64_t rows, steps, units;
  bool backwards, last_only;
  const float *hidden_grad, *recurrent, *gates, *cells, *cell_tanh;
  float *gates_grad;
};

// The gradient of `count` units of one row; what is null is zero.
template <int64_t L, typename V = typename Vector<L>::type>
INLINE void CellGrad(const V &product, int64_t count, int64_t units, const float *more_hidden_grad, const float *gates,
                     const float *cell, const float *cell_tanh, const float *next_cell_grad, float *cell_grad,
                     float *gates_grad) {
  const V input = Load<L>(gates, count), forget = Load<L>(gates + units, count);
  const V candidate = Load<L>(gates + 2 * units, count), output = Load<L>(gates + 3 * units, count);
  const V tanh = Load<L>(cell_tanh, count);
  const V hidden_grad = more_hidden_grad == nullptr ? product : product + Load<L>(more_hidden_grad, count);
  V grad = hidden_grad * output * (1.0f - tanh * tanh);
  if (next_cell_grad != nullptr) grad += Load<L>(next_cell_grad, count);
  const V before = cell == nullptr ? V{} : Load<L>(cell, count);
  Store<L>(gates_grad, count, grad * candidate * input * (1.0f - input));
  Store<L>(gates_grad + units, count, grad * before * forget * (1.0f - forget));
  Store<L>(gates_grad + 2 * units, count, grad * input * (1.0f - candidate * candidate));
  Store<L>(gates_grad + 3 * units, count, hidden_grad * tanh * output * (1.0f - output));
  Store<L>(cell_grad, count, grad * forget);
}

template <int64_t L, int64_t R>
INLINE void BackwardBlock(const Backward &p, const Panels &panels, int64_t panel, int64_t row, int64_t step,
                          int64_t next, int64_t before, float *cell_grads, const float *next_cell_grads) {
  typename Vector<L>::type products[R][4] = {};
  const int64_t units = p.units, start = 4 * panel * L, width = std::min(4 * L, units - start);
  for (int64_t r = 0; r < R; r++) {
    const int64_t at = (row + r) * p.steps + step;
    for (int64_t gate = 0; gate < 4; gate++) {
      WillRead(p.gates + (4 * at + gate) * units + start, width);
      WillWrite(p.gates_grad + (4 * at + gate) * units + start, width);
    }
    WillRead(p.cell_tanh + at * units + start, width);
    if (before >= 0) WillRead(p.cells + (at - step + before) * units + start, width);
    if (!p.last_only) WillRead(p.hidden_grad + at * units + start, width);
  }
  if (next >= 0) {
    const float *grads = p.gates_grad + 4 * (row * p.steps + next) * units;
    Multiply<L, R>(grads, 4 * p.steps * units, 4 * units, panel, panels, products);
  }
  for (int64_t r = 0; r < R; r++) {
    const int64_t at = (row + r) * p.steps + step;
    for (int64_t part = 0; part < 4; part++) {
      const int64_t first = (4 * panel + part) * L, count = std::min(L, units - first);
      if (count <= 0) break;
      const float *hidden_grad = !p.last_only ? p.hidden_grad + at * units + first
                                 : next < 0   ? p.hidden_grad + (row + r) * units + first
                                              : nullptr;
      const int64_t cell = (row + r) * units + first;
      const float *before_cell = before < 0 ? nullptr : p.cells + (at - step + before) * units + first;
      const float *next_grad = next < 0 ? nullptr : next_cell_grads + cell;
      const float *gates = p.gates + 4 * at * units + first, *tanh = p.cell_tanh + at * units + first;
      float *grad = p.gates_grad + 4 * at * units + first;
      const auto product = products[r][part];
      if (count == L) {
        CellGrad<L>(product, L, units, hidden_grad, gates, before_cell, tanh, next_grad, cell_grads + cell, grad);
      } else {
        CellGrad<L>(product, count, units, hidden_grad, gates, before_cell, tanh, next_grad, cell_grads + cell, grad);
      }
    }
  }
}

template <int64_t L, int64_t R>
INLINE void RunBackward(const Backward &p) {
  const int64_t rows = p.rows, steps = p.steps, units = p.units;
  const int64_t count = (units + 4 * L - 1) / (4 * L);
  // The transposed kernel [4 units, units].
  std::vector<float> packed(count * 4 * units * 4 * L, 0.0f);
  const Panels panels = {packed.data(), 4 * units * 4 * L, 4 * L, L};
  for (int64_t j = 0; j < units; j++) {
    float *column = packed.data() + j / (4 * L) * panels.panel + j % (4 * L);
    for (int64_t k = 0; k < 4 * units; k++) column[k * 4 * L] = p.recurrent[j * 4 * units + k];
  }
  std::vector<float> scratch(2 * rows * units);
  for (int64_t i = 0; i < steps; i++) {
    const int64_t step = p.backwards ? i : steps - 1 - i;
    const int64_t next = i == 0 ? -1 : p.backwards ? step - 1 : step + 1;
    const int64_t before = i == steps - 1 ? -1 : p.backwards ? step + 1 : step - 1;
    float *cell_grads = scratch.data() + (i % 2) * rows * units;
    const float *next_cell_grads = scratch.data() + (1 - i % 2) * rows * units;
    for (int64_t panel = 0; panel < count; panel++) {
      ForEachBlock<R>(rows, [&](int64_t row, auto block) __attribute__((always_inline)) {
        BackwardBlock<L, decltype(block)::value>(p, panels, panel, row, step, next, before, cell_grads,
                                                 next_cell_grads);
      });
    }
  }
}

// Vectors and rows that fill the registers of each processor: 32 of 16 numbers, 16 of 8, and elsewhere of 4.
#ifdef CAHIER_X86_LEVELS
FOR_V4 void ForwardV4(const Forward &p) { RunForward<16, 6>(p); }
FOR_V4 void BackwardV4(const Backward &p) { RunBackward<16, 6>(p); }
FOR_V3 void ForwardV3(const Forward &p) { RunForward<8, 2>(p); }
FOR_V3 void BackwardV3(const Backward &p) { RunBackward<8, 2>(p); }
#endif

void Run(const Forward &p) {
#ifdef CAHIER_X86_LEVELS
  if (ProcessorInUse() == Processor::kV4) return ForwardV4(p);
  if (ProcessorInUse() == Processor::kV3) return ForwardV3(p);
#endif
  RunForward<4, 2>(p);
}

void Run(const Backward &p) {
#ifdef CAHIER_X86_LEVELS
  if (ProcessorInUse() == Processor::kV4) return BackwardV4(p);
  if (ProcessorInUse() == Processor::kV3) return BackwardV3(p);
#endif
  RunBackward<4, 2>(p);
}

struct Attributes {
  bool backwards = false, keep = false;
};

void *Create(TF_OpKernelConstruction *context, bool forward) {
  auto *attributes = new (std::nothrow) Attributes();
  TF_Status *status = TF_NewStatus();
  unsigned char backwards = 0, keep = 0;
  TF_OpKernelConstruction_GetAttrBool(context, "backwards", &backwards, status);
  if (forward && TF_GetCode(status) == TF_OK) TF_OpKernelConstruction_GetAttrBool(context, "keep", &keep, status);
  if (attributes == nullptr) TF_SetStatus(status, TF_RESOURCE_EXHAUSTED, "no memory for an operation");
  else *attributes = {backwards != 0, keep != 0};
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(context, status);
  TF_DeleteStatus(status);
  return attributes;
}

void *CreateForward(TF_OpKernelConstruction *context) { return Create(context, true); }
void *CreateBackward(TF_OpKernelConstruction *context) { return Create(context, false); }
void Destroy(void *attributes) { delete static_cast<Attributes *>(attributes); }

void ComputeForward(void *state, Call &call) {
  const Attributes &attributes = *static_cast<Attributes *>(state);
  Forward p = {};
  int64_t columns = 0;
  call.Sizes(0, "inputs", {&p.rows, &p.steps, &p.size});
  call.Sizes(2, "recurrent_kernel", {&p.units, &columns});
  p.backwards = attributes.backwards;
  p.inputs = call.Values(0, "inputs", {p.rows, p.steps, p.size});
  p.recurrent = call.Values(2, "recurrent_kernel", {p.units, 4 * p.units});
  p.kernel = call.Values(1, "kernel", {p.size, 4 * p.units});
  p.bias = call.Values(3, "bias", {4 * p.units});
  p.hidden = call.Output(0, {p.rows, p.steps, p.units});
  const int64_t kept = attributes.keep ? p.rows : 0;
  p.gates = call.Output(1, {kept, p.steps, 4 * p.units});
  p.cells = call.Output(2, {kept, p.steps, p.units});
  p.cell_tanh = call.Output(3, {kept, p.steps, p.units});
  if (!attributes.keep) p.gates = p.cells = p.cell_tanh = nullptr;
  if (call.ok()) Run(p);
}

void ComputeBackward(void *state, Call &call) {
  Backward p = {};
  int64_t batch = 0, given = 0, columns = 0;
  call.Sizes(3, "cells", {&p.rows, &p.steps, &p.units});
  call.Sizes(0, "hidden_grad", {&batch, &given, &columns});
  if (given != 1 && given != p.steps) call.Refuse("hidden_grad is given for neither all steps nor the last");
  p.backwards = static_cast<Attributes *>(state)->backwards;
  p.last_only = given != p.steps;
  p.hidden_grad = call.Values(0, "hidden_grad", {p.rows, given, p.units});
  p.recurrent = call.Values(1, "recurrent_kernel", {p.units, 4 * p.units});
  p.gates = call.Values(2, "gates", {p.rows, p.steps, 4 * p.units});
  p.cells = call.Values(3, "cells", {p.rows, p.steps, p.units});
  p.cell_tanh = call.Values(4, "cell_tanh", {p.rows, p.steps, p.units});
  p.gates_grad = call.Output(0, {p.rows, p.steps, 4 * p.units});
  if (call.ok()) Run(p);
}

}  // namespace

// Both, once a process, before the first graph that uses them. False where TensorFlow refuses.
bool RegisterLstm() {
  static const bool registered =
      Register({"CahierLstm",
                {"inputs: float", "kernel: float", "recurrent_kernel: float", "bias: float"},
                {"hidden: float", "gates: float", "cells: float", "cell_tanh: float"},
                {"backwards: bool", "keep: bool"},
                CreateForward,
                Compute<ComputeForward>,
                Destroy}) &&
      Register({"CahierLstmGrad",
                {"hidden_grad: float", "recurrent_kernel: float", "gates: float", "cells: float", "cell_tanh: float"},
                {"gates_grad: float"},
                {"backwards: bool"},
                CreateBackward,
                Compute<ComputeBackward>,
                Destroy});
  return registered;
}

}  // namespace cahier
