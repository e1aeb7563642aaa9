#include "operation.h"

namespace cahier {
namespace {

// A traced graph knows its shapes already.
void UnknownShapes(TF_ShapeInferenceContext *context, TF_Status *status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

}  // namespace

bool Register(const Operation &operation) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *definition = TF_NewOpDefinitionBuilder(operation.name);
  for (const char *attribute : operation.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  for (const char *input : operation.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char *output : operation.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, UnknownShapes);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder *kernel =
        TF_NewKernelBuilder(operation.name, "CPU", operation.create, operation.compute, operation.destroy);
    TF_RegisterKernelBuilder(operation.name, kernel, status);
  }
  const bool registered = TF_GetCode(status) == TF_OK;
  TF_DeleteStatus(status);
  return registered;
}

}  // namespace cahier
