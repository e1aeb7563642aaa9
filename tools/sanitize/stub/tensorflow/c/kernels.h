// As much of TensorFlow's C interface for kernels as our operations use, without TensorFlow. Each tensor is memory of its
// own, to the byte, so that a sanitizer sees every step beyond it.

#ifndef CAHIER_STUB_KERNELS_H_
#define CAHIER_STUB_KERNELS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

enum TF_Code { TF_OK = 0, TF_INVALID_ARGUMENT = 3, TF_RESOURCE_EXHAUSTED = 8 };
enum TF_DataType { TF_FLOAT = 1 };

struct TF_Status {
  TF_Code code = TF_OK;
  std::string message;
};
inline TF_Status *TF_NewStatus() { return new TF_Status(); }
inline void TF_DeleteStatus(TF_Status *status) { delete status; }
inline TF_Code TF_GetCode(const TF_Status *status) { return status->code; }
inline void TF_SetStatus(TF_Status *status, TF_Code code, const char *message) { *status = {code, message}; }

struct TF_Tensor {
  std::vector<int64_t> shape;
  // Shared by the handles that TensorFlow gives out.
  std::shared_ptr<float[]> values;
};
inline int TF_NumDims(const TF_Tensor *tensor) { return static_cast<int>(tensor->shape.size()); }
inline int64_t TF_Dim(const TF_Tensor *tensor, int index) { return tensor->shape.at(index); }
inline void *TF_TensorData(const TF_Tensor *tensor) { return tensor->values.get(); }
inline void TF_DeleteTensor(TF_Tensor *tensor) { delete tensor; }

struct TF_OpKernelContext {
  std::vector<TF_Tensor> inputs, outputs;
  TF_Status status;
};
inline void TF_GetInput(TF_OpKernelContext *context, int index, TF_Tensor **tensor, TF_Status *) {
  *tensor = new TF_Tensor(context->inputs.at(index));
}
TF_Tensor *TF_AllocateOutput(TF_OpKernelContext *context, int index, TF_DataType type, const int64_t *sizes, int rank,
                             size_t length, TF_Status *status);
inline void TF_OpKernelContext_Failure(TF_OpKernelContext *context, TF_Status *status) { context->status = *status; }

struct TF_OpKernelConstruction {
  std::map<std::string, int64_t> attributes;
  TF_Status status;
};
inline void TF_OpKernelConstruction_GetAttrInt64(TF_OpKernelConstruction *context, const char *name, int64_t *value,
                                                 TF_Status *) {
  *value = context->attributes.at(name);
}
inline void TF_OpKernelConstruction_GetAttrBool(TF_OpKernelConstruction *context, const char *name,
                                                unsigned char *value, TF_Status *) {
  *value = context->attributes.at(name) != 0;
}
inline void TF_OpKernelConstruction_Failure(TF_OpKernelConstruction *context, TF_Status *status) {
  context->status = *status;
}

#endif  // CAHIER_STUB_KERNELS_H_
