import { breathe } from './breath';
import type { Callback, EpochRecord, Training, TrainingProgress } from './history';
import { interruptSignal } from './interrupt';

const DISPLAY_MS = 250;

/** Tells the callbacks a few times a second how an epoch goes, and lets the event loop have its turn. */
export class Watch {
  private lastDisplay = 0;
  private readonly signal = interruptSignal();

  constructor(
    private readonly callbacks: readonly Callback[],
    private readonly training: Training,
    private readonly history: readonly EpochRecord[],
  ) {}

  /** After a step. @throws the interrupt's reason. */
  async tick(position: Pick<TrainingProgress, 'epoch' | 'epochs' | 'step' | 'steps'>): Promise<void> {
    await breathe(this.signal);
    const now = performance.now();
    if (now - this.lastDisplay < DISPLAY_MS) return;
    this.lastDisplay = now;
    const { loss, accuracy } = this.training.step.metrics();
    const seconds = this.history.reduce((sum, record) => sum + record.seconds, 0);
    const progress: TrainingProgress = {
      ...position,
      loss,
      ...(accuracy !== undefined && { accuracy }),
      history: this.history,
      ...(this.history.length > 0 && { secondsPerEpoch: seconds / this.history.length }),
    };
    for (const callback of this.callbacks) await callback.onBatch?.(progress, this.training);
  }
}
