import type { Random } from '../../random';
import type { Provenance } from '../dataset';
import type { PartName } from '../part-words';

/** One channel of sound. */
export interface Sound {
  /** Samples, full scale at -1 and 1. */
  readonly signal: Float32Array;
  /** Samples a second. */
  readonly sampleRate: number;
  /** What was not as it should be, where something was: "read in part: ...". */
  readonly note?: string;
}

/** A way of changing sounds at random; the same random numbers give the same change. */
export interface SoundChange {
  /** Tells it from other changes, so that what was computed of changed sounds can be kept. */
  readonly key: string;
  apply(sound: Sound, random: Random): Sound;
}

/** One labelled clip of a corpus, not yet opened. */
export interface SoundClip {
  /** The file's path, or what else tells it from the others. */
  readonly name: string;
  /** An index into the corpus' class names. */
  readonly label: number;
  /** Where the authors laid out cross-validation: 1, 2, ... */
  readonly fold?: number;
  /** Clips cut from one recording share it, and belong into one part. */
  readonly group?: string;
  /** Where the authors parted the corpus. */
  readonly part?: PartName;
  /** What is done to the sound once it is decoded; the key stands for it in a cache. */
  readonly change?: { readonly key: string; apply(sound: Sound): Sound };
  /**
   * The bytes of an audio file, or samples.
   * @throws UserError where the file is missing or not the one that was stored.
   */
  read(): Uint8Array | Sound | Promise<Uint8Array | Sound>;
}

/** Labelled clips of sound. They become examples when features are computed of them (lib/features). */
export interface SoundCorpus {
  readonly clips: readonly SoundClip[];
  readonly classNames: readonly string[];
  readonly provenance: Provenance;
}
