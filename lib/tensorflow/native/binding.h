// What the parts of the add-on share: how arguments are read, how JavaScript is told of mistakes, the package's backend.

#ifndef CAHIER_BINDING_H_
#define CAHIER_BINDING_H_

#include <node_api.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

// Functions must get into the very context of the package's backend, where it is private.
#define private public
#include "binding/tfjs_backend.h"
#undef private
#include "binding/tf_auto_status.h"
#include "binding/utils.h"

namespace cahier {

// For the package's macros ENSURE_NAPI_OK_RETVAL and ENSURE_TF_OK_RETVAL: return where something went wrong.
using tfnodejs::EnsureNapiOK;
using tfnodejs::EnsureTFOK;

// Each adds its methods to what JavaScript sees; the package may refuse, and an exception waits.
bool AddPackage(napi_env env, napi_value exports);
void AddFunctions(napi_env env, napi_value exports);
void AddSessions(napi_env env, napi_value exports);

// The calling environment's: the main thread and each worker have one of their own. Null, and an exception waits, where
// there is none.
tfnodejs::TFJSBackend *Backend(napi_env env);

void AddMethod(napi_env env, napi_value exports, const char *name, napi_callback call, void *data = nullptr);

void AddText(napi_env env, napi_value exports, const char *name, const char *text);

// Tells JavaScript: a sentence in the format of printf. What is called next returns nullptr.
template <typename... Values>
napi_value Throw(napi_env env, const char *format, Values... values) {
  tfnodejs::NapiThrowError(env, "", 0, format, values...);
  return nullptr;
}

// The N arguments of a call and the data of its method; false, and an exception waits, where there are fewer.
template <size_t N>
bool Arguments(napi_env env, napi_callback_info info, napi_value (&values)[N], const char *usage,
               void **data = nullptr) {
  size_t count = N;
  if (napi_get_cb_info(env, info, &count, values, nullptr, data) == napi_ok && count >= N) return true;
  Throw(env, "%s got %zu arguments", usage, count);
  return false;
}

// No C++ exception may leave a method: its caller is C. There is one kind here, that memory ended.
template <napi_value (*call)(napi_env, napi_callback_info)>
napi_value Method(napi_env env, napi_callback_info info) {
  try {
    return call(env, info);
  } catch (const std::exception &error) {
    return Throw(env, "TensorFlow's add-on: %s", error.what());
  }
}

// Text; empty for anything else.
std::string StringArgument(napi_env env, napi_value value);

// The numbers of a typed array; false for anything else. They stay where they are.
struct Numbers {
  void *data = nullptr;
  size_t count = 0;
  napi_typedarray_type type = napi_uint8_array;
};
bool NumbersArgument(napi_env env, napi_value value, Numbers *numbers);

// A shape [2, 3] and its number of elements. False, and an exception waits, for anything else.
struct Shape {
  std::vector<int64_t> sizes;
  size_t elements = 1;
};
bool ShapeArgument(napi_env env, napi_value value, Shape *shape);

// A serialized GraphDef as a graph, which is the caller's to delete.
TF_Graph *ImportGraph(const Numbers &bytes, TF_Status *status);

// "node:1" is the second output of that node, a bare "node" its first. False without such a node.
bool FindOutput(TF_Graph *graph, const std::string &name, TF_Output *output);

}  // namespace cahier

#endif  // CAHIER_BINDING_H_
