// openSession(graphDef: Uint8Array, config: Uint8Array, input: string, output: string): number
// runSession(session: number, dtype: number, shape: number[], values: Uint8Array | Float32Array): Float32Array
// closeSession(session: number): void
//
// A session is a graph of its own with threads of its own, as its serialized ConfigProto says. It runs on the calling
// thread, from numbers to numbers: one input, one float32 output. Its number means something where it was opened alone:
// in the main thread, or in one worker.

#include "binding.h"

#include <cstring>
#include <map>

namespace cahier {
namespace {

struct Session {
  TF_Graph *graph = nullptr;
  TF_Session *session = nullptr;
  TF_Output input = {}, output = {};

  ~Session() {
    tfnodejs::TF_AutoStatus status;
    if (session != nullptr) TF_DeleteSession(session, status.status);
    if (graph != nullptr) TF_DeleteGraph(graph);
  }
};

// Those of one environment: they end with it. A process that exits at once leaves them to the system.
struct Sessions {
  std::map<int32_t, std::unique_ptr<Session>> open;
  int32_t next = 0;
};

void EndSessions(void *sessions) { delete static_cast<Sessions *>(sessions); }

bool IsBytes(napi_env env, napi_value value, Numbers *bytes) {
  return NumbersArgument(env, value, bytes) && bytes->type == napi_uint8_array;
}

napi_value OpenSession(napi_env env, napi_callback_info info) {
  napi_value args[4];
  void *data = nullptr;
  if (!Arguments(env, info, args, "openSession(graphDef, config, input, output)", &data)) return nullptr;
  Sessions &sessions = *static_cast<Sessions *>(data);
  Numbers graph, config;
  if (!IsBytes(env, args[0], &graph) || !IsBytes(env, args[1], &config)) {
    return Throw(env, "openSession: graphDef and config are Uint8Arrays");
  }
  tfnodejs::TF_AutoStatus status;
  auto session = std::make_unique<Session>();
  session->graph = ImportGraph(graph, status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  if (!FindOutput(session->graph, StringArgument(env, args[2]), &session->input) ||
      !FindOutput(session->graph, StringArgument(env, args[3]), &session->output)) {
    return Throw(env, "openSession: the graph has no such input or output");
  }
  TF_SessionOptions *options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data, config.count, status.status);
  if (TF_GetCode(status.status) == TF_OK) session->session = TF_NewSession(session->graph, options, status.status);
  TF_DeleteSessionOptions(options);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  napi_value id;
  ENSURE_NAPI_OK_RETVAL(env, napi_create_int32(env, sessions.next, &id), nullptr);
  sessions.open[sessions.next++] = std::move(session);
  return id;
}

void KeepForCaller(void *, size_t, void *) {}

// Runs a session over the caller's memory, which lives until the run is over. Null where TensorFlow refuses.
TF_Tensor *Run(const Session &session, TF_DataType dtype, const Shape &shape, const Numbers &values,
               TF_Status *status) {
  // A serialized RunOptions: inter_op_thread_pool = -1, the calling thread.
  static const unsigned char calling_thread[] = {0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
  static TF_Buffer *options = TF_NewBufferFromString(calling_thread, sizeof(calling_thread));
  TF_Tensor *input = TF_NewTensor(dtype, shape.sizes.data(), static_cast<int>(shape.sizes.size()), values.data,
                                  shape.elements * TF_DataTypeSize(dtype), KeepForCaller, nullptr);
  TF_Tensor *output = nullptr;
  TF_SessionRun(session.session, options, &session.input, &input, 1, &session.output, &output, 1, nullptr, 0, nullptr,
                status);
  TF_DeleteTensor(input);
  return output;
}

// A new Float32Array, of no numbers too.
napi_value ToFloat32Array(napi_env env, const TF_Tensor *tensor) {
  const size_t size = TF_TensorByteSize(tensor);
  void *data = nullptr;
  napi_value buffer, array;
  ENSURE_NAPI_OK_RETVAL(env, napi_create_arraybuffer(env, size, &data, &buffer), nullptr);
  if (size > 0) std::memcpy(data, TF_TensorData(tensor), size);
  ENSURE_NAPI_OK_RETVAL(
      env, napi_create_typedarray(env, napi_float32_array, size / sizeof(float), buffer, 0, &array), nullptr);
  return array;
}

napi_value RunSession(napi_env env, napi_callback_info info) {
  napi_value args[4];
  void *data = nullptr;
  if (!Arguments(env, info, args, "runSession(session, dtype, shape, values)", &data)) return nullptr;
  const Sessions &sessions = *static_cast<Sessions *>(data);
  int32_t id = -1, number = 0;
  Numbers values;
  if (napi_get_value_int32(env, args[0], &id) != napi_ok || napi_get_value_int32(env, args[1], &number) != napi_ok) {
    return Throw(env, "runSession: session and dtype are numbers");
  }
  const TF_DataType dtype = static_cast<TF_DataType>(number);
  const napi_typedarray_type wanted = dtype == TF_FLOAT ? napi_float32_array : napi_uint8_array;
  if ((dtype != TF_FLOAT && dtype != TF_UINT8) || !NumbersArgument(env, args[3], &values) || values.type != wanted) {
    return Throw(env, "runSession: values are a Float32Array of dtype %d or a Uint8Array of dtype %d", TF_FLOAT,
                 TF_UINT8);
  }
  const auto found = sessions.open.find(id);
  if (found == sessions.open.end()) return Throw(env, "runSession: the session is closed");
  Shape shape;
  if (!ShapeArgument(env, args[2], &shape)) return nullptr;
  if (shape.elements != values.count) {
    return Throw(env, "runSession: %zu numbers were given, the shape wants %zu", values.count, shape.elements);
  }
  tfnodejs::TF_AutoStatus status;
  TF_Tensor *output = Run(*found->second, dtype, shape, values, status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  const TF_DataType type = TF_TensorType(output);
  napi_value result = type == TF_FLOAT
                          ? ToFloat32Array(env, output)
                          : Throw(env, "runSession: the output is no float32 tensor but of TensorFlow's dtype %d", type);
  TF_DeleteTensor(output);
  return result;
}

napi_value CloseSession(napi_env env, napi_callback_info info) {
  napi_value args[1];
  void *data = nullptr;
  if (!Arguments(env, info, args, "closeSession(session)", &data)) return nullptr;
  int32_t id = -1;
  if (napi_get_value_int32(env, args[0], &id) != napi_ok) return Throw(env, "closeSession: session is a number");
  static_cast<Sessions *>(data)->open.erase(id);
  return nullptr;
}

}  // namespace

void AddSessions(napi_env env, napi_value exports) {
  auto *sessions = new Sessions();
  napi_add_env_cleanup_hook(env, EndSessions, sessions);
  AddMethod(env, exports, "openSession", Method<OpenSession>, sessions);
  AddMethod(env, exports, "runSession", Method<RunSession>, sessions);
  AddMethod(env, exports, "closeSession", Method<CloseSession>, sessions);
}

}  // namespace cahier
