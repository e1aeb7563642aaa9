// What every operation of our own needs: its inputs and outputs, its registration, and code for each processor.

#ifndef CAHIER_OPERATION_H_
#define CAHIER_OPERATION_H_

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

#include <cstdint>
#include <initializer_list>

// One function for each of the three kinds of x86 processors, chosen when the add-on is loaded: by hand where
// CAHIER_X86_LEVELS is defined, by the compiler with FOR_EACH_PROCESSOR.
#if defined(__linux__) && defined(__x86_64__) && !defined(__clang__) && __GNUC__ >= 12
#define CAHIER_X86_LEVELS
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif
#define INLINE inline __attribute__((always_inline))

namespace cahier {

// The inputs of one call and the outputs that it makes; the first failure is told to TensorFlow, once.
class Call {
 public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}

  ~Call() {
    if (!ok()) TF_OpKernelContext_Failure(context_, status_);
    for (int i = 0; i < count_; i++) TF_DeleteTensor(tensors_[i]);
    TF_DeleteStatus(status_);
  }

  bool ok() const { return TF_GetCode(status_) == TF_OK; }

  void Refuse(const char *reason) {
    if (ok()) TF_SetStatus(status_, TF_INVALID_ARGUMENT, reason);
  }

  // The sizes of an input, which must have as many dimensions.
  void Shape(int index, std::initializer_list<int64_t *> sizes) {
    TF_Tensor *tensor = Input(index);
    if (!ok()) return;
    if (TF_NumDims(tensor) != static_cast<int>(sizes.size())) {
      return Refuse("an input of an operation of Cahier has another number of dimensions");
    }
    int dimension = 0;
    for (int64_t *size : sizes) *size = TF_Dim(tensor, dimension++);
  }

  // The values of an input of so many numbers.
  const float *Values(int index, int64_t count) {
    TF_Tensor *tensor = Input(index);
    if (!ok()) return nullptr;
    if (TF_TensorElementCount(tensor) != count) {
      Refuse("the inputs of an operation of Cahier do not fit each other");
      return nullptr;
    }
    return static_cast<const float *>(TF_TensorData(tensor));
  }

  float *Output(int index, std::initializer_list<int64_t> shape) {
    if (!ok()) return nullptr;
    size_t count = 1;
    for (int64_t size : shape) count *= static_cast<size_t>(size);
    TF_Tensor *tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.begin(), static_cast<int>(shape.size()),
                                          sizeof(float) * count, status_);
    if (!ok()) return nullptr;
    tensors_[count_++] = tensor;
    return static_cast<float *>(TF_TensorData(tensor));
  }

 private:
  TF_Tensor *Input(int index) {
    if (!ok()) return nullptr;
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (ok()) tensors_[count_++] = tensor;
    return tensor;
  }

  TF_OpKernelContext *context_;
  TF_Status *status_;
  TF_Tensor *tensors_[16];
  int count_ = 0;
};

// What an operation is: its signature in TensorFlow's own notation ("x: float", "width: int"), and what it does.
struct Operation {
  const char *name;
  std::initializer_list<const char *> inputs, outputs, attributes;
  // Reads the attributes once for each node; null without attributes.
  void *(*create)(TF_OpKernelConstruction *);
  void (*compute)(void *, TF_OpKernelContext *);
  void (*destroy)(void *);
};

// Tells TensorFlow of an operation on the processor, float32. False where it refuses.
bool Register(const Operation &operation);

}  // namespace cahier

#endif  // CAHIER_OPERATION_H_
