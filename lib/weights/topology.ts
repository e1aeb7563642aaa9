import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readFile } from '../data/storage/files';
import { quoted, UserError } from '../errors';
import { checkOptions, integer, listOf, oneOf, text } from '../options';
import { tf, withoutInitialWeights } from '../tensorflow';
import type { FileRecord } from './model-card';
import { checkHash, checkSize, damaged, type WeightGroup } from './weight-files';

/** A model's layers and the manifest of its weights, in tf.layers' format. */
export const TOPOLOGY = 'model.json';

export interface Topology {
  readonly layers: object;
  readonly groups: readonly WeightGroup[];
  readonly metadata?: object;
}

export function topologyText(model: tf.LayersModel, group: WeightGroup): string {
  const metadata = model.getUserDefinedMetadata();
  return JSON.stringify({
    modelTopology: model.toJSON(null, false),
    format: 'layers-model',
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
    convertedBy: null,
    weightsManifest: [group],
    ...(metadata && { userDefinedMetadata: metadata }),
  });
}

const group = z.looseObject({
  paths: listOf(text),
  weights: listOf(
    z.looseObject({
      name: text,
      shape: listOf(integer({ min: 0 })),
      dtype: text,
      quantization: z.looseObject({ dtype: oneOf('float16', 'uint16', 'uint8') }).optional(),
    }),
  ),
});
const schema = z.looseObject({
  format: text.optional(),
  modelTopology: z.looseObject({}, { error: 'the layers of a model' }),
  weightsManifest: listOf(group),
  userDefinedMetadata: z.looseObject({}).optional(),
});

/** @throws UserError where the file is missing, damaged, or of another kind of model. */
export function readTopology(folder: string, record?: FileRecord): Topology {
  const file = path.join(folder, TOPOLOGY);
  const bytes = readFile(file, 'give the folder of a model, which saveModel or tfjs wrote');
  if (record !== undefined) {
    checkSize(file, bytes.length, record);
    checkHash(file, createHash('sha256').update(bytes), record);
  }
  const { format, modelTopology, weightsManifest, userDefinedMetadata } = checkOptions(
    file,
    schema,
    parse(file, bytes),
  );
  if (format === 'graph-model') {
    throw new UserError(`${file} is a graph model, which has no layers; convert the original to a layers model.`);
  }
  for (const name of weightsManifest.flatMap(({ paths }) => paths)) {
    if (path.isAbsolute(name) || name.split(/[\\/]/).includes('..')) {
      throw new UserError(`${file} names weights outside of its folder, ${name}; they are not read.`);
    }
  }
  return {
    layers: modelTopology,
    groups: weightsManifest as unknown as WeightGroup[],
    ...(userDefinedMetadata && { metadata: userDefinedMetadata }),
  };
}

function parse(file: string, bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw damaged(file, `this is not valid JSON (${quoted((error as Error).message)})`);
  }
}

/** The model of a topology; its weights are zeros. @throws UserError where a class is not known, or no model comes of it. */
export async function buildModel(folder: string, { layers, metadata }: Topology): Promise<tf.LayersModel> {
  try {
    const model = await withoutInitialWeights(() => tf.models.modelFromJSON({ modelTopology: layers } as never));
    if (metadata) model.setUserDefinedMetadata(metadata);
    return model;
  } catch (error) {
    const [sentence] = (error as Error).message.split('\n');
    const unknown = /^Unknown (\w+): (\w+)\./.exec(sentence);
    if (unknown === null) throw damaged(path.join(folder, TOPOLOGY), `no model can be built from it (${sentence})`);
    const [, kind, name] = unknown;
    throw new UserError(
      `${folder}: the ${kind} ${name} is not known here; call tf.serialization.registerClass(${name}) before loadModel.`,
    );
  }
}
