// One time step of an LSTM as one TensorFlow operation, and its gradient. Composed of TensorFlow's own operations a
// step takes a dozen, each over a small tensor; here each number is read once and written once.
//
//   CahierLstmCell(projected [rows, 4 units], recurrent [rows, 4 units], cell [rows, units])
//     -> hidden [rows, units], new_cell [rows, units], gates [rows, 4 units], cell_tanh [rows, units]
//
// The gates are, side by side as Keras orders them, input, forget, candidate and output, after their activations:
// logistic but for the candidate's tanh. What comes in as `projected` and `recurrent` is summed before.
//
//   CahierLstmCellGrad(hidden_grad, other_hidden_grad, new_cell_grad, gates, cell, cell_tanh)
//     -> preactivation_grad [rows, 4 units], cell_grad [rows, units]
//
// All float32, on the processor. Shapes are the caller's to keep; sizes that do not fit are refused.

#include "operation.h"

#include <cstring>

namespace cahier {
namespace {

// e^x to 2e-7 of its value, without a branch, so that a loop over it becomes vector instructions. x = n ln 2 + r;
// e^r by its Taylor series, 2^n by writing the exponent's bits. Beyond +-87 the bound's value.
INLINE float Exp(float x) {
  x = x > 87.0f ? 87.0f : x;
  x = x < -87.0f ? -87.0f : x;
  // Adding 1.5 x 2^23 rounds to the nearest whole number: no bit is left behind the point.
  const float shift = 12582912.0f;
  const float n = (x * 1.44269504f + shift) - shift;
  // ln 2 in two parts: the first has few bits, so its product with n is exact.
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float y = 1.0f / 5040;
  y = y * r + 1.0f / 720;
  y = y * r + 1.0f / 120;
  y = y * r + 1.0f / 24;
  y = y * r + 1.0f / 6;
  y = y * r + 0.5f;
  y = y * r + 1.0f;
  y = y * r + 1.0f;
  const int32_t bits = (static_cast<int32_t>(n) + 127) * (1 << 23);
  float power;
  std::memcpy(&power, &bits, sizeof(power));
  return y * power;
}

INLINE float Logistic(float x) { return 1.0f / (1.0f + Exp(-x)); }

// Near 0, where 1 - 2 / (e^2x + 1) would lose its digits, by the Taylor series.
INLINE float Tanh(float x) {
  const float far = 1.0f - 2.0f / (Exp(2.0f * x) + 1.0f);
  const float s = x * x;
  float near = -1382.0f / 155925;
  near = near * s + 62.0f / 2835;
  near = near * s - 17.0f / 315;
  near = near * s + 2.0f / 15;
  near = near * s - 1.0f / 3;
  near = near * s * x + x;
  return s < 0.09f ? near : far;
}

FOR_EACH_PROCESSOR
void Forward(int64_t rows, int64_t units, const float *projected, const float *recurrent, const float *cell,
             float *__restrict__ hidden, float *__restrict__ new_cell, float *__restrict__ gates,
             float *__restrict__ cell_tanh) {
  for (int64_t row = 0; row < rows; row++) {
    const float *p = projected + 4 * units * row, *r = recurrent + 4 * units * row, *c = cell + units * row;
    float *__restrict__ g = gates + 4 * units * row;
    float *__restrict__ h = hidden + units * row;
    float *__restrict__ n = new_cell + units * row;
    float *__restrict__ t = cell_tanh + units * row;
    for (int64_t j = 0; j < units; j++) {
      const float input = Logistic(p[j] + r[j]);
      const float forget = Logistic(p[units + j] + r[units + j]);
      const float candidate = Tanh(p[2 * units + j] + r[2 * units + j]);
      const float output = Logistic(p[3 * units + j] + r[3 * units + j]);
      const float next = forget * c[j] + input * candidate;
      const float tanh = Tanh(next);
      g[j] = input;
      g[units + j] = forget;
      g[2 * units + j] = candidate;
      g[3 * units + j] = output;
      n[j] = next;
      t[j] = tanh;
      h[j] = output * tanh;
    }
  }
}

FOR_EACH_PROCESSOR
void Backward(int64_t rows, int64_t units, const float *hidden_grad, const float *other_hidden_grad,
              const float *new_cell_grad, const float *gates, const float *cell, const float *cell_tanh,
              float *__restrict__ preactivation_grad, float *__restrict__ cell_grad) {
  for (int64_t row = 0; row < rows; row++) {
    const int64_t at = units * row;
    const float *g = gates + 4 * at;
    const float *dh1 = hidden_grad + at, *dh2 = other_hidden_grad + at, *dn = new_cell_grad + at;
    const float *c = cell + at, *t = cell_tanh + at;
    float *__restrict__ dz = preactivation_grad + 4 * at;
    float *__restrict__ dc = cell_grad + at;
    for (int64_t j = 0; j < units; j++) {
      const float input = g[j], forget = g[units + j], candidate = g[2 * units + j], output = g[3 * units + j];
      const float dh = dh1[j] + dh2[j];
      const float d = dn[j] + dh * output * (1.0f - t[j] * t[j]);
      dz[j] = d * candidate * input * (1.0f - input);
      dz[units + j] = d * c[j] * forget * (1.0f - forget);
      dz[2 * units + j] = d * input * (1.0f - candidate * candidate);
      dz[3 * units + j] = dh * t[j] * output * (1.0f - output);
      dc[j] = d * forget;
    }
  }
}

void ComputeCell(void *, TF_OpKernelContext *context) {
  Call call(context);
  int64_t rows = 0, units = 0;
  call.Shape(2, &rows, &units);
  const int64_t size = rows * units;
  const float *projected = call.Values(0, 4 * size), *recurrent = call.Values(1, 4 * size), *cell = call.Values(2, size);
  float *hidden = call.Output(0, rows, units), *new_cell = call.Output(1, rows, units);
  float *gates = call.Output(2, rows, 4 * units), *cell_tanh = call.Output(3, rows, units);
  if (call.ok()) Forward(rows, units, projected, recurrent, cell, hidden, new_cell, gates, cell_tanh);
}

void ComputeCellGrad(void *, TF_OpKernelContext *context) {
  Call call(context);
  int64_t rows = 0, units = 0;
  call.Shape(4, &rows, &units);
  const int64_t size = rows * units;
  const float *hidden_grad = call.Values(0, size), *other_hidden_grad = call.Values(1, size);
  const float *new_cell_grad = call.Values(2, size), *gates = call.Values(3, 4 * size);
  const float *cell = call.Values(4, size), *cell_tanh = call.Values(5, size);
  float *preactivation_grad = call.Output(0, rows, 4 * units), *cell_grad = call.Output(1, rows, units);
  if (!call.ok()) return;
  Backward(rows, units, hidden_grad, other_hidden_grad, new_cell_grad, gates, cell, cell_tanh, preactivation_grad,
           cell_grad);
}

// Output i has the shape of input `from[i]`.
void InferShapes(TF_ShapeInferenceContext *context, std::initializer_list<int> from, TF_Status *status) {
  int output = 0;
  for (int input : from) {
    TF_ShapeHandle *shape = TF_NewShapeHandle();
    TF_ShapeInferenceContextGetInput(context, input, shape, status);
    if (TF_GetCode(status) == TF_OK) TF_ShapeInferenceContextSetOutput(context, output++, shape, status);
    TF_DeleteShapeHandle(shape);
  }
}

void CellShapes(TF_ShapeInferenceContext *context, TF_Status *status) { InferShapes(context, {2, 2, 0, 2}, status); }
void CellGradShapes(TF_ShapeInferenceContext *context, TF_Status *status) { InferShapes(context, {3, 4}, status); }

}  // namespace

// Both, once a process, before the first graph that uses them. False where TensorFlow refuses.
bool RegisterLstmCell() {
  static const bool registered =
      Register({"CahierLstmCell",
                {"projected: float", "recurrent: float", "cell: float"},
                {"hidden: float", "new_cell: float", "gates: float", "cell_tanh: float"},
                {},
                CellShapes,
                nullptr,
                ComputeCell,
                nullptr}) &&
      Register({"CahierLstmCellGrad",
                {"hidden_grad: float", "other_hidden_grad: float", "new_cell_grad: float", "gates: float",
                 "cell: float", "cell_tanh: float"},
                {"preactivation_grad: float", "cell_grad: float"},
                {},
                CellGradShapes,
                nullptr,
                ComputeCellGrad,
                nullptr});
  return registered;
}

}  // namespace cahier
