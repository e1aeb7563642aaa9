// What every operation of our own needs: its inputs and outputs, and its registration.

#ifndef CAHIER_OPERATION_H_
#define CAHIER_OPERATION_H_

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

#include <cstdint>
#include <exception>
#include <initializer_list>
#include <string>
#include <vector>

namespace cahier {

// The inputs of one call and the outputs that it makes; the first failure is told to TensorFlow, once.
class Call {
 public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;

  ~Call() {
    if (!ok()) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor *tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }

  bool ok() const { return TF_GetCode(status_) == TF_OK; }

  void Refuse(const char *reason, TF_Code code = TF_INVALID_ARGUMENT) {
    if (ok()) TF_SetStatus(status_, code, reason);
  }

  // The sizes of an input, which must have as many dimensions.
  void Sizes(int index, const char *name, std::initializer_list<int64_t *> sizes) {
    TF_Tensor *tensor = Input(index);
    if (!ok()) return;
    if (TF_NumDims(tensor) != static_cast<int>(sizes.size())) {
      const std::string reason = std::string(name) + " is " + Text(ShapeOf(tensor)) + ": it should have " +
                                 std::to_string(sizes.size()) + " dimensions";
      return Refuse(reason.c_str());
    }
    int dimension = 0;
    for (int64_t *size : sizes) *size = TF_Dim(tensor, dimension++);
  }

  // The values of an input, which must have this shape.
  const float *Values(int index, const char *name, const std::vector<int64_t> &shape) {
    TF_Tensor *tensor = Input(index);
    if (!ok()) return nullptr;
    const std::vector<int64_t> given = ShapeOf(tensor);
    if (given != shape) {
      const std::string reason = std::string(name) + " is " + Text(given) + ": with the other inputs it should be " +
                                 Text(shape);
      Refuse(reason.c_str());
      return nullptr;
    }
    return static_cast<const float *>(TF_TensorData(tensor));
  }

  float *Output(int index, const std::vector<int64_t> &shape) {
    if (!ok()) return nullptr;
    size_t length = sizeof(float);
    for (int64_t size : shape) length *= static_cast<size_t>(size);
    TF_Tensor *tensor = TF_AllocateOutput(context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                          length, status_);
    if (!ok()) return nullptr;
    tensors_.push_back(tensor);
    return static_cast<float *>(TF_TensorData(tensor));
  }

 private:
  TF_Tensor *Input(int index) {
    if (!ok()) return nullptr;
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, index, &tensor, status_);
    if (ok()) tensors_.push_back(tensor);
    return tensor;
  }

  static std::vector<int64_t> ShapeOf(const TF_Tensor *tensor) {
    std::vector<int64_t> shape(TF_NumDims(tensor));
    for (size_t i = 0; i < shape.size(); i++) shape[i] = TF_Dim(tensor, static_cast<int>(i));
    return shape;
  }

  // [2, 3]
  static std::string Text(const std::vector<int64_t> &shape) {
    std::string text = "[";
    for (size_t i = 0; i < shape.size(); i++) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
  }

  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> tensors_;
};

// What TensorFlow calls. No C++ exception may reach it: there is one kind here, that memory ended.
template <void (*compute)(void *state, Call &call)>
void Compute(void *state, TF_OpKernelContext *context) {
  Call call(context);
  try {
    compute(state, call);
  } catch (const std::exception &) {
    call.Refuse("no memory for what is computed on the way", TF_RESOURCE_EXHAUSTED);
  }
}

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
