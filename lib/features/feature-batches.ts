import type { EncodedSound } from '../data/sounds/decode';
import { type ClipFeatures, clipFeatures, type FeatureRecipe, lengthAt } from './clip-features';
import { fitLength } from './fit-length';
import { canResampleBatch, resample } from './resample';

/** Clips computed together; a graph has a fixed size. */
export const BATCH = 16;
/** Rates that have a graph each, with its filter; clips of further rates are resampled one by one. */
const MOST_RATES = 8;

interface Waiting {
  readonly signal: EncodedSound['signal'];
  readonly resolve: (row: Float32Array) => void;
}

/** Signals of one rate and one kind of numbers, and what computes their features. */
interface Group {
  readonly compute: ClipFeatures;
  /** A batch of signals, used again for the next. */
  readonly signals: EncodedSound['signal'];
  readonly waiting: Waiting[];
}

/** Collects signals of one rate until there is a batch of them. */
export class FeatureBatches {
  private readonly groups = new Map<string, Group>();

  /** @param rowLength numbers of one clip's features. */
  constructor(
    private readonly recipe: FeatureRecipe,
    private readonly rowLength: number,
  ) {}

  /** `resolve` is called with the features once their batch is computed. */
  add({ signal, sampleRate }: EncodedSound, resolve: Waiting['resolve']): void {
    const length = lengthAt(this.recipe, sampleRate);
    const group = this.groupOf(signal, sampleRate, length);
    if (group === undefined) {
      const { sampleRate: target } = this.recipe;
      const cut = floats(fitLength(signal, length));
      this.add({ signal: resample(cut, sampleRate, target), sampleRate: target }, resolve);
      return;
    }
    group.waiting.push({ signal: fitLength(signal, length), resolve });
    if (group.waiting.length === BATCH) this.compute(group);
  }

  /** Computes what still waits. */
  flush(): void {
    for (const group of this.groups.values()) if (group.waiting.length > 0) this.compute(group);
  }

  /** Undefined for a rate that gets no graph. */
  private groupOf(signal: EncodedSound['signal'], rate: number, length: number): Group | undefined {
    const key = `${rate} ${signal instanceof Int16Array ? 'int16' : 'float32'}`;
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const { sampleRate: target } = this.recipe;
    const isOwn = rate === target;
    if (!isOwn && (this.groups.size >= MOST_RATES || !canResampleBatch(rate, target))) return undefined;
    const signals = signal instanceof Int16Array ? new Int16Array(BATCH * length) : new Float32Array(BATCH * length);
    const group = { compute: clipFeatures(this.recipe, rate), signals, waiting: [] };
    this.groups.set(key, group);
    return group;
  }

  private compute(group: Group): void {
    const waiting = group.waiting.splice(0);
    const { length } = waiting[0].signal;
    const { signals } = group;
    waiting.forEach(({ signal }, i) => {
      signals.set(signal, i * length);
    });
    // A smaller batch is filled with silence: another size would be another graph.
    signals.fill(0, waiting.length * length);
    const features = group.compute(signals, BATCH);
    waiting.forEach(({ resolve }, i) => {
      resolve(features.slice(i * this.rowLength, (i + 1) * this.rowLength));
    });
  }
}

const floats = (signal: EncodedSound['signal']) =>
  signal instanceof Float32Array ? signal : Float32Array.from(signal, (value) => value / 2 ** 15);
