import { counted, percent, translated } from '../locale';
import type { tf } from '../tensorflow';

type Settings = Readonly<Record<string, unknown>>;

/** The main settings of each kind of layer, as a student would say them. What is not listed is named by its kind alone. */
const settings: Readonly<Record<string, (of: Settings) => readonly string[]>> = {
  Conv1D: ({ filters, kernelSize, strides, padding, activation }) => [
    translated`${counted(Number(filters), translated`filter`)} of ${sides(kernelSize)}`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  Conv2D: ({ filters, kernelSize, strides, padding, activation }) => [
    `${counted(Number(filters), translated`filter`)} ${sides(kernelSize)}`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  DepthwiseConv2D: ({ kernelSize, strides, padding, activation }) => [
    translated`one filter ${sides(kernelSize)} a channel`,
    stride(strides),
    text(padding),
    named(activation),
  ],
  MaxPooling2D: ({ poolSize }) => [sides(poolSize)],
  AveragePooling2D: ({ poolSize }) => [sides(poolSize)],
  Dense: ({ units, activation }) => [counted(Number(units), translated`neuron`), named(activation)],
  LSTM: ({ units, returnSequences }) => [
    counted(Number(units), translated`unit`),
    returnSequences ? translated`whole sequence` : translated`last state`,
  ],
  Dropout: ({ rate }) => [percent(Number(rate), 0)],
  Activation: ({ activation }) => [named(activation)],
};

/** The kind of a layer and its main settings: `Conv2D · 32 filters 3 × 3, same, relu`. */
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
  return steps.every((step) => step === 1) ? '' : translated`stride ${[...new Set(steps)].join(' × ')}`;
}
