// The native add-on of @tensorflow/tfjs-node, plus two calls it lacks: `defineFunction` and `removeFunction`.
//
// The package's own sources are compiled unchanged (Apache-2.0, The TensorFlow Authors); this file only replaces
// the line that registers the module, so that two more properties can be added. `npm start` compiles it against the
// TensorFlow of the Python wheel.
//
//   defineFunction(name: string, graphDef: Uint8Array, inputs: string, outputs: string, controls: string): void
//   removeFunction(name: string): void
//
// The first turns a serialized GraphDef into a function of the eager context: `executeOp(name, [], ids, n)` then runs
// the whole graph in one call. The three lists are comma-separated: "x,y" for inputs, "loss:0" for outputs, and the
// nodes that must run although no output depends on them (variable updates). The second gives its memory back.

#include <node_api.h>
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)

// `tfe_context_` is private to the backend; a function must be added to that very context.
#define private public
#include "binding/tfjs_backend.h"
#undef private
#include "binding/tfjs_binding.cc"

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "binding/tf_auto_status.h"

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
  TF_Graph *graph = TF_NewGraph();
  TF_Buffer *buffer = TF_NewBufferFromString(bytes, length);
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, buffer, options, status.status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);

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

}  // namespace
}  // namespace tfnodejs

NAPI_MODULE_INIT() {
  exports = tfnodejs::InitTFNodeJSBinding(env, exports);
  if (exports == nullptr) return nullptr;
  const napi_property_descriptor properties[] = {
      {"defineFunction", nullptr, tfnodejs::DefineFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
      {"removeFunction", nullptr, tfnodejs::RemoveFunction, nullptr, nullptr, nullptr, napi_default, nullptr},
  };
  napi_define_properties(env, exports, 2, properties);
  return exports;
}
