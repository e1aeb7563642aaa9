import { asTargets, cropFrames } from '../augment';
import type { FeatureRecipe, SoundWindows } from '../features';
import { type AudioMae, type AudioMaeSize, audioMae } from '../models';
import { mixSeed, setSeed } from '../tensorflow';
import { adamW, chain, clipNorm, constant, fit, maskedPatches } from '../training';
import type { Callback, History } from '../training/history';

/** What the masked autoencoder hears: 128 mel bands from 50 Hz to 8 kHz, a frame each 20 ms. */
export const AUDIO_MAE_RECIPE = {
  kind: 'mel',
  sampleRate: 16_000,
  seconds: 10,
  nFft: 1024,
  hopLength: 320,
  numMels: 128,
  fMin: 50,
  fMax: 8000,
} as const satisfies FeatureRecipe;

/** Frames that it sees at once, 2.56 s, and of the windows out of which these are cropped. */
export const AUDIO_MAE_FRAMES = 128;
export const WINDOW_FRAMES = 256;

export const PATCH = [16, 16] as const;

export interface PretrainingOptions {
  readonly size: AudioMaeSize;
  readonly epochs: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly checkpoint?: string;
  readonly callbacks?: readonly Callback[];
}

export interface Pretraining extends Required<Pick<PretrainingOptions, 'size' | 'seed'>> {
  readonly models: AudioMae;
  readonly history: History;
}

/** Bytes of a spectrogram as numbers around 0: mean and deviation of the free sounds' windows, rounded. */
export const NORMALIZATION = { mean: [0.42], deviation: [0.26] };

/**
 * Trains a masked autoencoder on windows of sounds without labels: random crops of 2.56 s, 75 % of their patches hidden,
 * the loss on these. The rate stays, and the weights are a moving average, so that a run which is broken off is worth
 * what it has done; with a checkpoint it goes on.
 */
export async function pretrain(windows: SoundWindows, options: PretrainingOptions): Promise<Pretraining> {
  const { size, epochs, batchSize = 64, learningRate = 1e-3, seed = 0, checkpoint, callbacks } = options;
  setSeed(mixSeed(seed, 0) >>> 1);
  const models = audioMae({ size, positions: 'sinCos', normalization: NORMALIZATION });
  const history = await fit(
    models.pretraining,
    { train: windows },
    {
      task: maskedPatches({ patch: PATCH }),
      optimizer: chain(
        clipNorm(1),
        adamW({
          learningRate: constant(learningRate, { warmUp: 100 }),
          betas: [0.9, 0.95],
          epsilon: 1e-8,
          weightDecay: 0.05,
        }),
      ),
      augment: asTargets(cropFrames(AUDIO_MAE_FRAMES)),
      ema: 0.99,
      epochs,
      batchSize,
      seed,
      ...(checkpoint && { checkpoint }),
      ...(callbacks && { callbacks }),
    },
  );
  return { models, history, size, seed };
}
