import fs from 'node:fs';
import path from 'node:path';
import { readModelCard } from '../weights';
import { readOnnxFacts } from './onnx/onnx-file';
import { readOnnxCard } from './onnx/onnx-model';

/**
 * What a model says of itself, its weights left unread: by name, in the order in which a person asks.
 * @param isFile whether it is an ONNX file, or a folder.
 * @throws UserError where there is none.
 */
export function modelSummary(place: string, isFile: boolean): Readonly<Record<string, unknown>> {
  return isFile ? ofFile(place) : ofFolder(place);
}

function ofFolder(folder: string): Readonly<Record<string, unknown>> {
  const { format, formatVersion, model, files, saved, ...facts } = readModelCard(folder);
  const present = Object.keys(files).filter((name) => fs.existsSync(path.join(folder, name)));
  const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
  const { task, classNames, thresholds, preprocessing, licence, pretrained, provenance, ...others } = facts;
  return known({
    model: model.name,
    format: `${format}, version ${formatVersion}`,
    saved,
    parameters: model.parameters,
    size: `${(bytes / 1e6).toFixed(2)} MB`,
    inputs: shapes(model.inputShapes),
    outputs: shapes(model.outputShapes),
    ...{ task, classes: classNames, thresholds, preprocessing, licence, pretrained, provenance, ...others },
    files: Object.keys(files),
    missing:
      present.length === Object.keys(files).length
        ? undefined
        : Object.keys(files).filter((name) => !present.includes(name)),
  });
}

function ofFile(file: string): Readonly<Record<string, unknown>> {
  const { irVersion, producer, opset, metadata, bytes } = readOnnxFacts(file);
  const written = 'cahier' in metadata ? readOnnxCard(file) : undefined;
  const { cahier: _, ...others } = metadata;
  const { classNames, ...facts } = written?.facts ?? {};
  return known({
    format: `ONNX, operators ${opset}, IR ${irVersion}, by ${producer || 'an unnamed program'}`,
    size: `${(bytes / 1e6).toFixed(2)} MB`,
    inputs: written && shapes([written.inputShape]),
    classes: classNames,
    ...facts,
    ...(written === undefined && { metadata: others }),
  });
}

const shapes = (all: readonly (readonly (number | null)[])[]) =>
  all.map((shape) => `[${shape.map((side) => side ?? 'any').join(', ')}]`).join(', ');

const known = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
