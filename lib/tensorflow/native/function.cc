// defineFunction(name: string, graphDef: Uint8Array, inputs: string, outputs: string, controls: string): void
// removeFunction(name: string): void
//
// The first turns a serialized GraphDef into a function of the eager context: `executeOp(name, [], ids, n)` then runs
// the whole graph in one call. The three lists are comma-separated: "x,y" for inputs, "loss:0" for outputs, and the
// nodes that must run although no output depends on them (variable updates). The second gives its memory back.

#include "binding.h"

#include <sstream>

namespace cahier {
namespace {

std::vector<std::string> SplitList(const std::string &list) {
  std::vector<std::string> names;
  std::stringstream stream(list);
  for (std::string name; std::getline(stream, name, ',');) names.push_back(name);
  return names;
}

// The outputs of these names; `missing` is the last name without one.
std::vector<TF_Output> FindOutputs(TF_Graph *graph, const std::vector<std::string> &names, std::string *missing) {
  std::vector<TF_Output> outputs;
  for (const std::string &name : names) {
    TF_Output found;
    if (FindOutput(graph, name, &found)) outputs.push_back(found); else *missing = name;
  }
  return outputs;
}

// Adds the graph to the context. Returns the name of a node that is missing, empty where none is.
std::string AddGraph(TFE_Context *context, TF_Graph *graph, const std::string &name,
                     const std::vector<std::string> (&lists)[3], TF_Status *status) {
  std::string missing;
  const std::vector<TF_Output> inputs = FindOutputs(graph, lists[0], &missing);
  const std::vector<TF_Output> outputs = FindOutputs(graph, lists[1], &missing);
  std::vector<const TF_Operation *> controls;
  std::vector<const char *> labels;
  for (const TF_Output &control : FindOutputs(graph, lists[2], &missing)) controls.push_back(control.oper);
  for (const std::string &label : lists[2]) labels.push_back(label.c_str());
  if (!missing.empty()) return missing;
  TF_Function *function = TF_GraphToFunctionWithControlOutputs(
      graph, name.c_str(), 0, -1, nullptr, static_cast<int>(inputs.size()), inputs.data(),
      static_cast<int>(outputs.size()), outputs.data(), nullptr, static_cast<int>(controls.size()), controls.data(),
      labels.data(), nullptr, nullptr, status);
  if (TF_GetCode(status) != TF_OK) return "";
  TFE_ContextAddFunction(context, function, status);
  TF_DeleteFunction(function);
  return "";
}

napi_value DefineFunction(napi_env env, napi_callback_info info) {
  napi_value args[5];
  if (!Arguments(env, info, args, "defineFunction(name, graphDef, inputs, outputs, controls)")) return nullptr;
  tfnodejs::TFJSBackend *backend = Backend(env);
  if (backend == nullptr) return nullptr;
  Numbers bytes;
  if (!NumbersArgument(env, args[1], &bytes) || bytes.type != napi_uint8_array) {
    return Throw(env, "defineFunction: graphDef is no Uint8Array");
  }
  tfnodejs::TF_AutoStatus status;
  TF_Graph *graph = ImportGraph(bytes, status.status);
  std::string missing;
  if (TF_GetCode(status.status) == TF_OK) {
    const std::vector<std::string> lists[3] = {SplitList(StringArgument(env, args[2])),
                                               SplitList(StringArgument(env, args[3])),
                                               SplitList(StringArgument(env, args[4]))};
    missing = AddGraph(backend->tfe_context_, graph, StringArgument(env, args[0]), lists, status.status);
  }
  TF_DeleteGraph(graph);
  if (!missing.empty()) return Throw(env, "defineFunction: no node '%s' in the graph", missing.c_str());
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

napi_value RemoveFunction(napi_env env, napi_callback_info info) {
  napi_value args[1];
  if (!Arguments(env, info, args, "removeFunction(name)")) return nullptr;
  tfnodejs::TFJSBackend *backend = Backend(env);
  if (backend == nullptr) return nullptr;
  tfnodejs::TF_AutoStatus status;
  TFE_ContextRemoveFunction(backend->tfe_context_, StringArgument(env, args[0]).c_str(), status.status);
  ENSURE_TF_OK_RETVAL(env, status, nullptr);
  return nullptr;
}

}  // namespace

void AddFunctions(napi_env env, napi_value exports) {
  AddMethod(env, exports, "defineFunction", Method<DefineFunction>);
  AddMethod(env, exports, "removeFunction", Method<RemoveFunction>);
}

}  // namespace cahier
