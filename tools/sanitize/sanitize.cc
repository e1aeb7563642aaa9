// Runs the native operations on random shapes, without TensorFlow, and compares what they compute with plain loops.
//
//   sanitize SECONDS SEED
//
// Sizes are 0, 1, odd and those that fill a vector; one input in eight has another shape than it should, which must be
// refused. Compiled with AddressSanitizer and UBSan by `npm run sanitize`.

#include "operation.h"
#include "processor.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

namespace {

std::map<std::string, cahier::Operation> operations;
std::mt19937 generator;

}  // namespace

namespace cahier {

bool RegisterLstm();
bool RegisterResample();

// In the place of TensorFlow's registry.
bool Register(const Operation &operation) {
  operations.emplace(operation.name, operation);
  return true;
}

}  // namespace cahier

namespace {

using Shape = std::vector<int64_t>;

int64_t Count(const Shape &shape) {
  int64_t count = 1;
  for (int64_t size : shape) count *= size;
  return count;
}

TF_Tensor Filled(const Shape &shape, float value) {
  TF_Tensor tensor = {shape, std::shared_ptr<float[]>(new float[Count(shape)])};
  for (int64_t i = 0; i < Count(shape); i++) tensor.values[i] = value;
  return tensor;
}

TF_Tensor Random(const Shape &shape) {
  std::uniform_real_distribution<float> values(-1, 1);
  TF_Tensor tensor = Filled(shape, 0);
  for (int64_t i = 0; i < Count(shape); i++) tensor.values[i] = values(generator);
  return tensor;
}

int64_t Between(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(generator); }

int64_t OneOf(const Shape &sizes) { return sizes[Between(0, static_cast<int64_t>(sizes.size()) - 1)]; }

[[noreturn]] void Fail(const char *name, const TF_OpKernelContext &context, const char *what) {
  std::fprintf(stderr, "%s, %s:", name, what);
  for (const TF_Tensor &input : context.inputs) {
    std::fprintf(stderr, " [");
    for (int64_t size : input.shape) std::fprintf(stderr, " %lld", static_cast<long long>(size));
    std::fprintf(stderr, " ]");
  }
  std::fprintf(stderr, " %s\n", context.status.message.c_str());
  std::exit(1);
}

// Runs an operation; false where it refuses.
bool Run(const char *name, const std::map<std::string, int64_t> &attributes, TF_OpKernelContext &context) {
  const cahier::Operation &operation = operations.at(name);
  TF_OpKernelConstruction construction = {attributes, {}};
  void *state = operation.create(&construction);
  context.status = construction.status;
  if (context.status.code == TF_OK) operation.compute(state, &context);
  operation.destroy(state);
  return context.status.code == TF_OK;
}

// One input in eight cases gets another shape. Returns whether it did.
bool Spoil(TF_OpKernelContext &context) {
  if (Between(0, 7) != 0) return false;
  TF_Tensor &input = context.inputs[Between(0, static_cast<int64_t>(context.inputs.size()) - 1)];
  Shape shape = input.shape;
  const int64_t axis = Between(0, static_cast<int64_t>(shape.size()) - 1);
  switch (Between(0, 2)) {
    case 0:
      shape.push_back(1);
      break;
    case 1:
      shape.erase(shape.begin() + axis);
      break;
    default:
      shape[axis] += Between(1, 3);
  }
  input = Random(shape);
  return true;
}

void Compare(const char *name, const TF_OpKernelContext &context, int output, const std::vector<double> &expected) {
  const TF_Tensor &tensor = context.outputs.at(output);
  if (Count(tensor.shape) != static_cast<int64_t>(expected.size())) Fail(name, context, "an output of another size");
  for (size_t i = 0; i < expected.size(); i++) {
    // float32, through sums of up to 300 products and 6 steps.
    const double error = std::abs(tensor.values[i] - expected[i]);
    if (!(error <= 1e-4 * (1 + std::abs(expected[i])))) Fail(name, context, "another value than the plain loops");
  }
}

double Logistic(double x) { return 1 / (1 + std::exp(-x)); }

struct LstmShape {
  int64_t rows, steps, size, units;
  bool backwards;

  int64_t At(int64_t row, int64_t step) const { return row * steps + step; }
  // The step that is computed i-th.
  int64_t Step(int64_t i) const { return backwards ? steps - 1 - i : i; }
};

// The gates, cells, their tanh and the states, each row-major, as lstm.cc describes them.
struct LstmValues {
  std::vector<double> gates, cells, cell_tanh, hidden;
};

LstmValues PlainLstm(const LstmShape &s, const std::vector<TF_Tensor> &inputs) {
  const int64_t states = s.rows * s.steps * s.units;
  LstmValues v = {std::vector<double>(4 * states), std::vector<double>(states), std::vector<double>(states),
                  std::vector<double>(states)};
  for (int64_t row = 0; row < s.rows; row++) {
    for (int64_t i = 0; i < s.steps; i++) {
      const int64_t at = s.At(row, s.Step(i)), before = i == 0 ? -1 : s.At(row, s.Step(i - 1));
      for (int64_t unit = 0; unit < s.units; unit++) {
        double gate[4];
        for (int64_t g = 0; g < 4; g++) {
          const int64_t column = g * s.units + unit;
          double sum = inputs[3].values[column];
          for (int64_t k = 0; k < s.size; k++) {
            sum += inputs[0].values[at * s.size + k] * inputs[1].values[k * 4 * s.units + column];
          }
          for (int64_t k = 0; k < s.units && i > 0; k++) {
            sum += v.hidden[before * s.units + k] * inputs[2].values[k * 4 * s.units + column];
          }
          gate[g] = g == 2 ? std::tanh(sum) : Logistic(sum);
          v.gates[at * 4 * s.units + column] = gate[g];
        }
        const double old = i == 0 ? 0 : v.cells[before * s.units + unit];
        const double cell = gate[1] * old + gate[0] * gate[2];
        v.cells[at * s.units + unit] = cell;
        v.cell_tanh[at * s.units + unit] = std::tanh(cell);
        v.hidden[at * s.units + unit] = gate[3] * std::tanh(cell);
      }
    }
  }
  return v;
}

std::vector<double> PlainLstmGrad(const LstmShape &s, const std::vector<TF_Tensor> &inputs, bool last_only) {
  const auto &hidden_grad = inputs[0].values, &recurrent = inputs[1].values, &gates = inputs[2].values;
  const auto &cells = inputs[3].values, &cell_tanh = inputs[4].values;
  std::vector<double> grads(4 * s.rows * s.steps * s.units);
  for (int64_t row = 0; row < s.rows; row++) {
    std::vector<double> cell_grads(s.units);
    for (int64_t i = s.steps - 1; i >= 0; i--) {
      const int64_t at = s.At(row, s.Step(i)), next = i == s.steps - 1 ? -1 : s.At(row, s.Step(i + 1));
      for (int64_t unit = 0; unit < s.units; unit++) {
        double grad = 0;
        if (!last_only) grad = hidden_grad[at * s.units + unit];
        else if (next < 0) grad = hidden_grad[row * s.units + unit];
        for (int64_t column = 0; column < 4 * s.units && next >= 0; column++) {
          grad += grads[next * 4 * s.units + column] * recurrent[unit * 4 * s.units + column];
        }
        const auto gate = [&](int64_t g) -> double { return gates[(at * 4 + g) * s.units + unit]; };
        const double tanh = cell_tanh[at * s.units + unit];
        const double old = i == 0 ? 0 : cells[s.At(row, s.Step(i - 1)) * s.units + unit];
        const double cell = grad * gate(3) * (1 - tanh * tanh) + cell_grads[unit];
        double *result = &grads[at * 4 * s.units + unit];
        result[0] = cell * gate(2) * gate(0) * (1 - gate(0));
        result[s.units] = cell * old * gate(1) * (1 - gate(1));
        result[2 * s.units] = cell * gate(0) * (1 - gate(2) * gate(2));
        result[3 * s.units] = grad * tanh * gate(3) * (1 - gate(3));
        cell_grads[unit] = cell * gate(1);
      }
    }
  }
  return grads;
}

bool LstmFits(const std::vector<TF_Tensor> &inputs) {
  const Shape &x = inputs[0].shape, &recurrent = inputs[2].shape;
  if (x.size() != 3 || recurrent.size() != 2) return false;
  const int64_t columns = 4 * recurrent[0];
  return recurrent[1] == columns && inputs[1].shape == Shape{x[2], columns} && inputs[3].shape == Shape{columns};
}

bool LstmGradFits(const std::vector<TF_Tensor> &inputs) {
  const Shape &states = inputs[3].shape, &grad = inputs[0].shape;
  if (states.size() != 3 || inputs[4].shape != states) return false;
  const int64_t rows = states[0], steps = states[1], units = states[2];
  return (grad == states || grad == Shape{rows, 1, units}) && inputs[1].shape == Shape{units, 4 * units} &&
         inputs[2].shape == Shape{rows, steps, 4 * units};
}

const Shape kSizes = {0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 37, 64, 65};

void TryLstm() {
  const LstmShape s = {OneOf({0, 1, 2, 3, 5, 6, 7, 8, 12, 13}), OneOf({0, 1, 2, 3, 6}), OneOf({0, 1, 3, 8, 20}),
                       OneOf(kSizes), Between(0, 1) == 1};
  const bool keep = Between(0, 1) == 1;
  TF_OpKernelContext context;
  context.inputs = {Random({s.rows, s.steps, s.size}), Random({s.size, 4 * s.units}), Random({s.units, 4 * s.units}),
                    Random({4 * s.units})};
  const bool spoilt = Spoil(context);
  const bool ran = Run("CahierLstm", {{"backwards", s.backwards}, {"keep", keep}}, context);
  if (ran != LstmFits(context.inputs)) Fail("CahierLstm", context, ran ? "another shape was taken" : "refused");
  if (!ran || spoilt) return;
  const LstmValues plain = PlainLstm(s, context.inputs);
  Compare("CahierLstm", context, 0, plain.hidden);
  Compare("CahierLstm", context, 1, keep ? plain.gates : std::vector<double>());
  Compare("CahierLstm", context, 2, keep ? plain.cells : std::vector<double>());
  Compare("CahierLstm", context, 3, keep ? plain.cell_tanh : std::vector<double>());
}

void TryLstmGrad() {
  const LstmShape s = {OneOf({0, 1, 2, 3, 5, 6, 7, 8, 12, 13}), OneOf({1, 2, 3, 6}), 0, OneOf(kSizes),
                       Between(0, 1) == 1};
  const int64_t given = Between(0, 1) == 1 ? 1 : s.steps;
  const Shape states = {s.rows, s.steps, s.units};
  TF_OpKernelContext context;
  context.inputs = {Random({s.rows, given, s.units}), Random({s.units, 4 * s.units}),
                    Random({s.rows, s.steps, 4 * s.units}), Random(states), Random(states)};
  const bool spoilt = Spoil(context);
  const bool ran = Run("CahierLstmGrad", {{"backwards", s.backwards}}, context);
  if (ran != LstmGradFits(context.inputs)) {
    Fail("CahierLstmGrad", context, ran ? "another shape was taken" : "refused");
  }
  if (ran && !spoilt) Compare("CahierLstmGrad", context, 0, PlainLstmGrad(s, context.inputs, given != s.steps));
}

void TryResample() {
  const int64_t up = OneOf({1, 2, 3, 15, 16, 17, 40, 147, 160}), down = OneOf({1, 2, 3, 7, 16, 80, 147, 441});
  const int64_t delay = Between(-20, 60), taps = OneOf({0, 1, 2, 33, 80}), groups = (up + 15) / 16;
  const int64_t batch = OneOf({0, 1, 2, 3}), length = OneOf(up > 17 ? Shape{0, 1, 2, 15, 40} : Shape{0, 1, 2, 15, 100, 401});
  TF_OpKernelContext context;
  context.inputs = {Random({batch, length}), Random({groups, 16 * taps})};
  const bool spoilt = Spoil(context);
  const bool ran = Run("CahierResample", {{"up", up}, {"down", down}, {"delay", delay}}, context);
  if (!spoilt && !ran) Fail("CahierResample", context, "refused");
  // Other numbers of signals, samples and taps are no mistake; another number of groups is.
  const Shape &weights = context.inputs[1].shape;
  const bool fits = context.inputs[0].shape.size() == 2 && weights.size() == 2 && weights[0] == groups &&
                    weights[1] % 16 == 0;
  if (ran != fits) Fail("CahierResample", context, ran ? "another shape was taken" : "refused");
  if (!ran || spoilt) return;
  const int64_t outputs = (length * up + down - 1) / down;
  std::vector<double> expected(batch * outputs);
  for (int64_t i = 0; i < batch; i++) {
    for (int64_t j = 0; j < outputs; j++) {
      const int64_t row = j / up, group = j % up / 16, lane = j % up % 16;
      const int64_t first = row * down + group * 16 * down / up - delay;
      for (int64_t tap = 0; tap < taps; tap++) {
        const int64_t sample = first + tap;
        if (sample < 0 || sample >= length) continue;
        expected[i * outputs + j] += context.inputs[0].values[i * length + sample] *
                                     context.inputs[1].values[(group * taps + tap) * 16 + lane];
      }
    }
  }
  Compare("CahierResample", context, 0, expected);
}

// What divides by zero, or does not fit into memory or numbers, if nobody looks.
void TryRates() {
  constexpr int64_t kLargest = std::numeric_limits<int64_t>::max(), kLarge = std::numeric_limits<int32_t>::max();
  for (int64_t up : {-kLargest, int64_t{-1}, int64_t{0}, int64_t{1}, kLarge, kLargest}) {
    for (int64_t down : {-kLargest, int64_t{-1}, int64_t{0}, int64_t{1}, kLarge, kLargest}) {
      for (int64_t delay : {-kLargest, int64_t{0}, kLargest}) {
        for (int64_t groups : {0, 1}) {
          TF_OpKernelContext context;
          context.inputs = {Random({1, 4}), Random({groups, 16})};
          const bool ran = Run("CahierResample", {{"up", up}, {"down", down}, {"delay", delay}}, context);
          if (ran != (up == 1 && down == 1 && delay == 0 && groups == 1)) Fail("CahierResample", context, "rates");
        }
      }
    }
  }
}

}  // namespace

TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, TF_DataType, const int64_t *sizes, int rank,
                             size_t length, TF_Status *) {
  const Shape shape(sizes, sizes + rank);
  if (length != sizeof(float) * Count(shape)) Fail("TF_AllocateOutput", *context, "another length than its shape's");
  context->outputs.resize(std::max<size_t>(context->outputs.size(), index + 1));
  // What is never written is no number.
  context->outputs[index] = Filled(shape, std::numeric_limits<float>::quiet_NaN());
  return new TF_Tensor(context->outputs[index]);
}

int main(int, char **arguments) {
  if (const char *problem = cahier::ProcessorProblem()) {
    std::printf("%s: not run, %s\n", std::getenv("CAHIER_PROCESSOR"), problem);
    return 0;
  }
  generator.seed(static_cast<unsigned>(std::atoi(arguments[2])));
  cahier::RegisterLstm();
  cahier::RegisterResample();
  TryRates();
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(std::atof(arguments[1]));
  int rounds = 0;
  for (; rounds < 30 || std::chrono::steady_clock::now() < end; rounds++) {
    TryLstm();
    TryLstmGrad();
    TryResample();
  }
  std::printf("%s: %d rounds of three operations\n", cahier::ProcessorName(), rounds);
}
