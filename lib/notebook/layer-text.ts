import { counted, percent } from '../plots';
import type { tf } from '../tensorflow';

type Settings = Readonly<Record<string, unknown>>;

/** The main settings of each kind of layer, as a student would say them. What is not listed is named by its kind alone. */
const settings: Readonly<Record<string, (of: Settings) => readonly string[]>> = {
  Conv1D: ({ filters, kernelSize, strides, padding, activation }) => [
    `${counted(Number(filters), 'filtre')} de ${sides(kernelSize)}`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  Conv2D: ({ filters, kernelSize, strides, padding, activation }) => [
    `${counted(Number(filters), 'filtre')} ${sides(kernelSize)}`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  DepthwiseConv2D: ({ kernelSize, strides, padding, activation }) => [
    `un filtre ${sides(kernelSize)} par canal`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  MaxPooling2D: ({ poolSize }) => [sides(poolSize)],
  AveragePooling2D: ({ poolSize }) => [sides(poolSize)],
  Dense: ({ units, activation }) => [counted(Number(units), 'neurone'), named(activation)],
  LSTM: ({ units, returnSequences }) => [
    counted(Number(units), 'unité'),
    returnSequences ? 'toute la suite' : 'dernier état',
  ],
  Dropout: ({ rate }) => [percent(Number(rate), 0)],
  Activation: ({ activation }) => [named(activation)],
};

/** The kind of a layer and its main settings: `Conv2D · 32 filtres 3 × 3, same, relu`. */
export function layerText(layer: tf.layers.Layer): string {
  const kind = layer.getClassName();
  const main = settings[kind]?.(layer.getConfig()).filter((part) => part !== '') ?? [];
  return main.length === 0 ? kind : `${kind} · ${main.join(', ')}`;
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** An activation other than the identity. */
const named = (activation: unknown) => (activation === 'linear' ? '' : text(activation));

const sides = (size: unknown) => (Array.isArray(size) ? size : [size]).join(' × ');

function stride(strides: unknown): string {
  const steps = Array.isArray(strides) ? strides : [strides];
  return steps.every((step) => step === 1) ? '' : `pas ${[...new Set(steps)].join(' × ')}`;
}
