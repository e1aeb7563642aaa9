/** Finds a system's best settings by trying them, so that nobody is compared with a peer that was set up badly. */

export type Setting = string | number | boolean;
export type Settings = Readonly<Record<string, Setting>>;
/** The values of each setting, the default first. */
export type Choices = Readonly<Record<string, readonly Setting[]>>;

export interface Trial {
  readonly settings: Settings;
  /** Examples a second. */
  readonly rate?: number;
  /** Why it could not be measured. */
  readonly failure?: string;
}

export interface Tuning {
  readonly settings: Settings;
  readonly trials: readonly Trial[];
}

/**
 * One setting after the other, from the defaults: each of its values is tried with the best of those before it.
 * @param measure examples a second with these settings; it may stop early where they cannot reach `toBeat`.
 * @throws Error the defaults' own failure, where nothing else worked either.
 */
export async function tune(
  choices: Choices,
  measure: (settings: Settings, toBeat: number) => Promise<number>,
): Promise<Tuning> {
  const trials: Trial[] = [];
  const attempt = async (settings: Settings, toBeat: number): Promise<number> => {
    try {
      const rate = await measure(settings, toBeat);
      trials.push({ settings, rate });
      return rate;
    } catch (error) {
      trials.push({ settings, failure: (error as Error).message });
      return 0;
    }
  };

  let best: Settings = Object.fromEntries(Object.entries(choices).map(([name, [value]]) => [name, value]));
  let bestRate = await attempt(best, 0);
  for (const [name, [, ...others]] of Object.entries(choices)) {
    const base = best;
    for (const value of others) {
      const settings = { ...base, [name]: value };
      const rate = await attempt(settings, bestRate);
      if (rate > bestRate) [best, bestRate] = [settings, rate];
    }
  }
  if (bestRate === 0) throw new Error(trials[0].failure);
  return { settings: best, trials };
}
