// The native add-on of @tensorflow/tfjs-node, plus calls it lacks: graphs as functions, and graphs as sessions.
//
// The package's own sources are compiled unchanged (Apache-2.0, The TensorFlow Authors); this file only replaces
// the line that registers the module, so that more properties can be added. `npm start` compiles it against the
// TensorFlow of the Python wheel.
//
//   defineFunction(name: string, graphDef: Uint8Array, inputs: string, outputs: string, controls: string): void
//   removeFunction(name: string): void
//
// The first turns a serialized GraphDef into a function of the eager context: `executeOp(name, [], ids, n)` then runs
// the whole graph in one call. The three lists are comma-separated: "x,y" for inputs, "loss:0" for outputs, and the
// nodes that must run although no output depends on them (variable updates). The second gives its memory back.
//
//   openSession(graphDef: Uint8Array, config: Uint8Array, input: string, output: string): number
//   runSession(session: number, dtype: number, shape: number[], values: Uint8Array | Float32Array): Float32Array
//   closeSession(session: number): void
//
// A session is a graph of its own with threads of its own, as its serialized ConfigProto says. It runs on the calling
// thread, from numbers to numbers: one input, one float32 output.

#include <node_api.h>
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)

// `tfe_context_` is private to the backend; a function must be added to that very context.
#define private public
#include "binding/tfjs_backend.h"
#undef private
#include "binding/tfjs_binding.cc"

#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "binding/tf_auto_status.h"

namespace cahier {

bool RegisterLstm();
bool RegisterResample();

}  // namespace cahier

namespace tfnodejs {
namespace {

std::vector<std::string> SplitList(const std::string &list) {
  std::vector<std::string> names;
  std::stringstream stream(list);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

std::string StringArgument(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  return text;
}

// "node:1" -> the second output of that node; a bare "node" is its first.
bool FindOutput(TF_Graph *graph, const std::string &name, TF_Output *output) {
  const size_t colon = name.find(':');
  output->oper = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  output->index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  return output->oper != nullptr;
}

TF_Graph *ImportGraph(const void *bytes, size_t length, TF_Status *status) {
  TF_Graph *graph = TF_NewGraph();
  TF_Buffer *buffer = TF_NewBufferFromString(bytes, length);
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, buffer, options, status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);
  return graph;
}

napi_value DefineFunction(napi_env env, napi_callback_info info) {
  size_t argc = 5;
  napi_value args[5], self;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, args, &self, nullptr), nullptr);
  TFJSBackend *backend = GetTFJSBackend(env);
  bool is_bytes = false;
  if (argc == 5) napi_is_typedarray(env, args[1], &is_bytes);
  if (backend == nullptr || !is_bytes) {
    NAPI_THROW_ERROR(env, "defineFunction(name, graphDef, inputs, outputs, controls) got other arguments");
    return nullptr;
  }
  const std::string name = StringArgument(env, args[0]);
  void *bytes = nullptr;
  size_t length = 0;
  napi_typedarray_type type;
  ENSURE_NAPI_OK_RETVAL(
      env, napi_get_typedarray_info(env, args[1], &type, &length, &bytes, nullptr, nullptr), nullptr);

  TF_AutoStatus status;
  TF_Graph *graph = ImportGraph(bytes, length, status.status);

  std::vector<TF_Output> inputs, outputs;
  std::vector<const TF_Operation *> controls;
  std::vector<std::string> control_names = SplitList(StringArgument(env, args[4]));
  std::vector<const char *> control_labels;
  std::string missing;
  if (TF_GetCode(status.status) == TF_OK) {
    TF_Output found;
    for (const std::string &input : SplitList(StringArgument(env, args[2]))) {
      if (FindOutput(graph, input, &found)) inputs.push_back(found); else missing = input;
    }
    for (const std::string &output : SplitList(StringArgument(env, args[3]))) {
      if (FindOutput(graph, output, &found)) outputs.push_back(found); else missing = output;
    }
    for (const std::string &control : control_names) {
      if (FindOutput(graph, control, &found)) controls.push_back(found.oper); else missing = control;
      control_labels.push_back(control.c_str());
    }
    if (missing.empty()) {
      TF_Function *function = TF_GraphToFunctionWithControlOutputs(
          graph, name.c_str(), 0, -1, nullptr, inputs.size(), inputs.data(), outputs.size(), outputs.data(), nullptr,
          controls.size(), controls.data(), control_labels.data(), nullptr, nullptr, status.status);
      if (TF_GetCode(status.status) == TF_OK) {
        TFE_ContextAddFunction(backend->tfe_context_, function, status.status);
        TF_DeleteFunction(function);
      }
    }
  }
  TF_DeleteGraph(graph);
  if (!missing.empty()) {
    NAPI_THROW_ERROR(env, "defineFunction: no node '%s' in the graph", missing.c_str());
    return nullptr;
  }
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value name, self;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, &name, &self, nullptr), nullptr);
  TFJSBackend *backend = GetTFJSBackend(env);
  if (argc != 1 || backend == nullptr) {
    NAPI_THROW_ERROR(env, "removeFunction(name) got other arguments");
    return nullptr;
  }
  TF_AutoStatus status;
  TFE_ContextRemoveFunction(backend->tfe_context_, StringArgument(env, name).c_str(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

struct Session {
  TF_Graph *graph = nullptr;
  TF_Session *session = nullptr;
  TF_Output input, output;

  ~Session() {
    TF_AutoStatus status;
    if (session != nullptr) TF_DeleteSession(session, status.status);
    TF_DeleteGraph(graph);
  }
};

std::map<int32_t, std::unique_ptr<Session>> sessions;
int32_t next_session = 0;

struct Bytes {
  void *data = nullptr;
  size_t length = 0;
};

// The bytes of a Uint8Array or a Float32Array; false for anything else.
bool BytesArgument(napi_env env, napi_value value, Bytes *bytes) {
  bool is_array = false;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return false;
  napi_typedarray_type type;
  size_t count = 0;
  if (napi_get_typedarray_info(env, value, &type, &count, &bytes->data, nullptr, nullptr) != napi_ok) return false;
  if (type != napi_uint8_array && type != napi_float32_array) return false;
  bytes->length = type == napi_float32_array ? 4 * count : count;
  return true;
}

napi_value OpenSession(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value args[4], self;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, args, &self, nullptr), nullptr);
  Bytes graph, config;
  if (argc != 4 || !BytesArgument(env, args[0], &graph) || !BytesArgument(env, args[1], &config)) {
    NAPI_THROW_ERROR(env, "openSession(graphDef, config, input, output) got other arguments");
    return nullptr;
  }
  TF_AutoStatus status;
  auto session = std::make_unique<Session>();
  session->graph = ImportGraph(graph.data, graph.length, status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  if (!FindOutput(session->graph, StringArgument(env, args[2]), &session->input) ||
      !FindOutput(session->graph, StringArgument(env, args[3]), &session->output)) {
    NAPI_THROW_ERROR(env, "openSession: the graph has no such input or output");
    return nullptr;
  }
  TF_SessionOptions *options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data, config.length, status.status);
  if (TF_GetCode(status.status) == TF_OK) session->session = TF_NewSession(session->graph, options, status.status);
  TF_DeleteSessionOptions(options);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  napi_value id;
  ENSURE_NAPI_OK_RETVAL(env, napi_create_int32(env, next_session, &id), nullptr);
  sessions[next_session++] = std::move(session);
  return id;
}

void KeepForCaller(void *, size_t, void *) {}

napi_value RunSession(napi_env env, napi_callback_info info) {
  size_t argc = 4;
  napi_value args[4], self;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, args, &self, nullptr), nullptr);
  int32_t id = -1, dtype = 0;
  uint32_t rank = 0;
  Bytes values;
  if (argc != 4 || napi_get_value_int32(env, args[0], &id) != napi_ok ||
      napi_get_value_int32(env, args[1], &dtype) != napi_ok || napi_get_array_length(env, args[2], &rank) != napi_ok ||
      !BytesArgument(env, args[3], &values)) {
    NAPI_THROW_ERROR(env, "runSession(session, dtype, shape, values) got other arguments");
    return nullptr;
  }
  const auto found = sessions.find(id);
  if (found == sessions.end()) {
    NAPI_THROW_ERROR(env, "runSession: the session is closed");
    return nullptr;
  }
  std::vector<int64_t> shape(rank);
  size_t wanted = TF_DataTypeSize(static_cast<TF_DataType>(dtype));
  for (uint32_t i = 0; i < rank; i++) {
    napi_value dimension;
    ENSURE_NAPI_OK_RETVAL(env, napi_get_element(env, args[2], i, &dimension), nullptr);
    ENSURE_NAPI_OK_RETVAL(env, napi_get_value_int64(env, dimension, &shape[i]), nullptr);
    wanted *= shape[i];
  }
  if (wanted != values.length) {
    NAPI_THROW_ERROR(env, "runSession: %zu bytes were given, the shape wants %zu", values.length, wanted);
    return nullptr;
  }

  // A serialized RunOptions: inter_op_thread_pool = -1, the calling thread.
  static const unsigned char calling_thread[] = {0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
  static TF_Buffer *options = TF_NewBufferFromString(calling_thread, sizeof(calling_thread));
  TF_AutoStatus status;
  const Session &session = *found->second;
  // The caller's memory, which lives until the run is over.
  TF_Tensor *input = TF_NewTensor(static_cast<TF_DataType>(dtype), shape.data(), rank, values.data, values.length,
                                  KeepForCaller, nullptr);
  TF_Tensor *output = nullptr;
  TF_SessionRun(session.session, options, &session.input, &input, 1, &session.output, &output, 1, nullptr, 0, nullptr,
                status.status);
  TF_DeleteTensor(input);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  const size_t size = TF_TensorByteSize(output);
  void *data = nullptr;
  napi_value buffer, result;
  const bool is_float = TF_TensorType(output) == TF_FLOAT;
  if (is_float && napi_create_arraybuffer(env, size, &data, &buffer) == napi_ok) {
    std::memcpy(data, TF_TensorData(output), size);
  }
  TF_DeleteTensor(output);
  if (data == nullptr) {
    NAPI_THROW_ERROR(env, "runSession: the output is no float32 tensor");
    return nullptr;
  }
  ENSURE_NAPI_OK_RETVAL(
      env, napi_create_typedarray(env, napi_float32_array, size / sizeof(float), buffer, 0, &result), nullptr);
  return result;
}

napi_value CloseSession(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1], self;
  ENSURE_NAPI_OK_RETVAL(env, napi_get_cb_info(env, info, &argc, args, &self, nullptr), nullptr);
  int32_t id = -1;
  if (argc != 1 || napi_get_value_int32(env, args[0], &id) != napi_ok) {
    NAPI_THROW_ERROR(env, "closeSession(session) got other arguments");
    return nullptr;
  }
  sessions.erase(id);
  return nullptr;
}

}  // namespace
}  // namespace tfnodejs

NAPI_MODULE_INIT() {
  exports = tfnodejs::InitTFNodeJSBinding(env, exports);
  if (exports == nullptr) return nullptr;
  if (!cahier::RegisterLstm() || !cahier::RegisterResample()) {
    napi_throw_error(env, nullptr, "TensorFlow takes no operation of ours: is this add-on loaded twice?");
    return nullptr;
  }
  const auto method = [](const char *name, napi_callback call) {
    return napi_property_descriptor{name, nullptr, call, nullptr, nullptr, nullptr, napi_default, nullptr};
  };
  const napi_property_descriptor properties[] = {
      method("defineFunction", tfnodejs::DefineFunction), method("removeFunction", tfnodejs::RemoveFunction),
      method("openSession", tfnodejs::OpenSession),       method("runSession", tfnodejs::RunSession),
      method("closeSession", tfnodejs::CloseSession),
  };
  napi_define_properties(env, exports, sizeof(properties) / sizeof(properties[0]), properties);
  return exports;
}
