/** Programs that lie beside an exported file, and run it without Cahier. @param file its name. */
export const sampleProgram = (language: 'py' | 'cc', file: string): string =>
  (language === 'py' ? PYTHON : CPP).replaceAll('FILE', file);

const PYTHON = `"""Asks FILE: pip install onnxruntime numpy, then

    python program.py FILE input.npy

input.npy holds examples as the file takes them, row-major [examples, ...]: bytes of pictures, or features of sounds;
its metadata "preprocessing" says how they are made of a file.
"""

import json
import sys

import numpy as np
import onnxruntime as ort

session = ort.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
metadata = session.get_modelmeta().custom_metadata_map
names = json.loads(metadata.get("classNames", "[]"))
(wanted,) = session.get_inputs()
examples = np.load(sys.argv[2])
(answers,) = session.run(None, {wanted.name: examples})
for row in answers:
    best = int(row.argmax())
    print(names[best] if names else best, round(float(row[best]), 4))
`;

const CPP = `// Asks FILE: g++ -std=c++17 program.cc -lonnxruntime, then ./a.out FILE input.raw
//
// input.raw holds one example as the file takes it, row-major: bytes of a picture, or float32 features of a sound.

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <vector>

int main(int, char** arguments) {
  Ort::Env environment;
  Ort::Session session(environment, arguments[1], Ort::SessionOptions{});
  std::ifstream file(arguments[2], std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});

  auto type = session.GetInputTypeInfo(0);
  auto wanted = type.GetTensorTypeAndShapeInfo();
  auto shape = wanted.GetShape();
  shape[0] = 1;
  auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
  auto input = Ort::Value::CreateTensor(memory, bytes.data(), bytes.size(), shape.data(), shape.size(),
                                        wanted.GetElementType());

  Ort::AllocatorWithDefaultOptions allocator;
  auto given = session.GetInputNameAllocated(0, allocator);
  auto asked = session.GetOutputNameAllocated(0, allocator);
  const char* inputs[] = {given.get()};
  const char* outputs[] = {asked.get()};
  auto answers = session.Run(Ort::RunOptions{}, inputs, &input, 1, outputs, 1);

  const float* row = answers[0].GetTensorData<float>();
  auto count = answers[0].GetTensorTypeAndShapeInfo().GetElementCount();
  auto best = std::max_element(row, row + count) - row;
  std::printf("class %td %.4f\\n", best, row[best]);
}
`;
