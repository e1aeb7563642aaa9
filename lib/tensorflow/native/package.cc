// The sources of @tensorflow/tfjs-node as they are (Apache-2.0, The TensorFlow Authors), but for three names.

#include "binding.h"

#include <cstring>
#include <new>
#include <set>

namespace tfnodejs {
namespace {

// TF_NewTensor, but its numbers are always copied. The package would share the memory of a typed array that happens to
// lie at a multiple of 64 bytes: a later change of the array then changes the tensor, and TensorFlow gives the memory
// back on the thread where its last use ends, though only JavaScript's own thread may touch what is JavaScript's.
TF_Tensor *CopyToTensor(TF_DataType dtype, const int64_t *sizes, int rank, void *numbers, size_t length,
                        void (*release)(void *, size_t, void *), void *argument) {
  TF_Tensor *tensor = TF_AllocateTensor(dtype, sizes, rank, length);
  const bool has_memory = tensor != nullptr && (length == 0 || TF_TensorData(tensor) != nullptr);
  if (has_memory && length > 0) std::memcpy(TF_TensorData(tensor), numbers, length);
  release(numbers, length, argument);
  if (!has_memory) throw std::bad_alloc();
  return tensor;
}

}  // namespace
}  // namespace tfnodejs

#define TF_NewTensor CopyToTensor
// The package keeps the names of attributes in one set of the process, which two workers would change at once. The macro
// makes `static std::set<std::string> ATTR_NAME_SET;` the declaration of a function, and each use of it a call.
#define ATTR_NAME_SET (*AttributeNames())
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wparentheses"
#include "binding/tfjs_backend.cc"
#pragma GCC diagnostic pop
#undef ATTR_NAME_SET
#undef TF_NewTensor

namespace tfnodejs {

// A set for each thread; never freed, since TensorFlow may hold a name when the thread has ended.
std::set<std::string> *AttributeNames() {
  static thread_local auto *names = new std::set<std::string>();
  return names;
}

}  // namespace tfnodejs

// The module is registered in binding.cc, and a method is defined again below.
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#define napi_default napi_configurable
#include "binding/tfjs_binding.cc"
#undef napi_default

namespace cahier {

bool AddPackage(napi_env env, napi_value exports) {
  if (tfnodejs::InitTFNodeJSBinding(env, exports) == nullptr) return false;
  AddMethod(env, exports, "createTensor", Method<tfnodejs::CreateTensor>);
  return true;
}

}  // namespace cahier
