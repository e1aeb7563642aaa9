// The native add-on of @tensorflow/tfjs-node, plus calls it lacks: graphs as functions, and graphs as sessions.
//
// The package's own sources are compiled with ours (package.cc); `npm run setup` does it, against the TensorFlow of the
// Python wheel. What a method takes is said where it is: function.cc, session.cc; what an operation computes,
// in lstm.cc and resample.cc.

#include "binding.h"
#include "processor.h"

#include <cstdlib>

namespace cahier {

bool RegisterLstm();
bool RegisterResample();

tfnodejs::TFJSBackend *Backend(napi_env env) {
  void *backend = nullptr;
  if (napi_get_instance_data(env, &backend) != napi_ok || backend == nullptr) Throw(env, "TensorFlow's backend is gone");
  return static_cast<tfnodejs::TFJSBackend *>(backend);
}

void AddMethod(napi_env env, napi_value exports, const char *name, napi_callback call, void *data) {
  const napi_property_descriptor method = {name, nullptr, call, nullptr, nullptr, nullptr, napi_default, data};
  napi_define_properties(env, exports, 1, &method);
}

void AddText(napi_env env, napi_value exports, const char *name, const char *text) {
  napi_value value;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) != napi_ok) return;
  napi_set_named_property(env, exports, name, value);
}

std::string StringArgument(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, &text[0], length + 1, &length);
  return text;
}

bool NumbersArgument(napi_env env, napi_value value, Numbers *numbers) {
  bool is_array = false;
  if (napi_is_typedarray(env, value, &is_array) != napi_ok || !is_array) return false;
  return napi_get_typedarray_info(env, value, &numbers->type, &numbers->count, &numbers->data, nullptr, nullptr) ==
         napi_ok;
}

bool ShapeArgument(napi_env env, napi_value value, Shape *shape) {
  bool is_array = false;
  uint32_t rank = 0;
  if (napi_is_array(env, value, &is_array) != napi_ok || !is_array ||
      napi_get_array_length(env, value, &rank) != napi_ok) {
    Throw(env, "a shape is an array of whole numbers");
    return false;
  }
  shape->sizes.resize(rank);
  for (uint32_t i = 0; i < rank; i++) {
    napi_value size;
    double number = 0;
    if (napi_get_element(env, value, i, &size) != napi_ok || napi_get_value_double(env, size, &number) != napi_ok ||
        !(number >= 0 && number <= 9007199254740991) || number != static_cast<double>(static_cast<int64_t>(number))) {
      Throw(env, "dimension %u of a shape is a whole number from 0 on, not %g", i, number);
      return false;
    }
    shape->sizes[i] = static_cast<int64_t>(number);
    if (__builtin_mul_overflow(shape->elements, static_cast<size_t>(number), &shape->elements)) {
      Throw(env, "a shape has more elements than can be counted");
      return false;
    }
  }
  return true;
}

TF_Graph *ImportGraph(const Numbers &bytes, TF_Status *status) {
  TF_Graph *graph = TF_NewGraph();
  TF_Buffer *buffer = TF_NewBufferFromString(bytes.data, bytes.count);
  TF_ImportGraphDefOptions *options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(graph, buffer, options, status);
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);
  return graph;
}

bool FindOutput(TF_Graph *graph, const std::string &name, TF_Output *output) {
  const size_t colon = name.find(':');
  output->oper = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  output->index = colon == std::string::npos ? 0 : std::atoi(name.c_str() + colon + 1);
  return output->oper != nullptr;
}

}  // namespace cahier

NAPI_MODULE_INIT() {
  if (const char *problem = cahier::ProcessorProblem()) return cahier::Throw(env, "%s", problem);
  if (!cahier::AddPackage(env, exports)) return nullptr;
  if (!cahier::RegisterLstm() || !cahier::RegisterResample()) {
    return cahier::Throw(env, "TensorFlow takes no operation of ours: is this add-on loaded twice?");
  }
  cahier::AddText(env, exports, "processor", cahier::ProcessorName());
  cahier::AddFunctions(env, exports);
  cahier::AddSessions(env, exports);
  return exports;
}
