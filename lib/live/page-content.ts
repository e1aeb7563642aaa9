import type { Preprocessing } from '../weights';

/** What a page holds as JSON beside its program: all that it needs to answer. */
export interface PageContent {
  readonly title: string;
  /** Asked side by side; inputs and outputs are of the same kind. */
  readonly models: readonly PageModel[];
  readonly input: PageInput;
  readonly output: PageOutput;
  /** What a reader must know before the answers: "Not a medical device." */
  readonly notice?: string;
  /** Licences and authors of what is in the page. */
  readonly credits?: string;
  readonly texts: PageTexts;
  /** BCP 47, for numbers. */
  readonly language: string;
}

export interface PageModel {
  readonly name: string;
  /** The layers, as `model.toJSON(null, false)` writes them. */
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  /** Base64, one weight after the other, little-endian. */
  readonly weights: string;
  /** Outputs are logits, of which the page takes the softmax. */
  readonly logits: boolean;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly quantization?: { readonly dtype: 'float16'; readonly original_dtype: 'float32' };
}

export type PageInput =
  /** A drawing, made what MNIST's authors made of theirs. */
  | { readonly kind: 'digit' }
  | { readonly kind: 'picture'; readonly preprocessing: Of<'image'> }
  | { readonly kind: 'sound'; readonly preprocessing: Of<'sound'> }
  /** Numbers moved one by one, from the first example's on. */
  | { readonly kind: 'sliders'; readonly examples: readonly (readonly number[])[] };

export type PageOutput =
  | {
      readonly kind: 'classes';
      readonly classNames: readonly string[];
      readonly thresholds?: Readonly<Record<string, number>>;
    }
  /** Values of [0, 1], row-major. */
  | { readonly kind: 'picture'; readonly height: number; readonly width: number; readonly channels: 1 | 3 };

export type Of<Kind> = Extract<Preprocessing, { kind: Kind }>;

/** All words of a page. */
export interface PageTexts {
  readonly draw: string;
  readonly erase: string;
  readonly seen: string;
  readonly choosePicture: string;
  readonly chooseSound: string;
  readonly microphone: string;
  readonly stop: string;
  readonly noMicrophone: string;
  readonly unreadable: string;
  readonly unknown: string;
  readonly otherExample: string;
  readonly code: string;
  readonly loading: string;
  readonly failed: string;
  readonly spectrogram: string;
  readonly answer: string;
}
