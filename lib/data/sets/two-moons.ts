import { createHash } from 'node:crypto';
import { UserError } from '../../errors';
import { className, translated } from '../../locale';
import { createRandom, normal, type Random } from '../../random';
import { type Dataset, type Examples, examples, inParts } from '../dataset';
import { checkDataOptions, type DataOptions } from './data-options';

/** Standard deviation of each coordinate, where the moons' radius is 1. */
const NOISE = 0.2;

/** Where scikit-learn's moons have their centre of symmetry: it becomes the origin here. */
const CENTRE = [0.5, 0.25] as const;

/**
 * Two half circles that reach into one another, in the plane: scikit-learn's `make_moons` with noise 0.2, moved by
 * (-0.5, -0.25), so that one moon is the other turned about the origin. No straight line parts them.
 *
 * Drawn from the seed: 400 training points, validation included, and 200 test points, the classes in turn.
 * Inputs [2], float32: class 0 is the upper moon, class 1 the lower one.
 * @throws UserError where an option is out of range, or a `source` is asked for: there is no file to read.
 */
export async function twoMoons(options: DataOptions = {}): Promise<Dataset<Float32Array>> {
  const { source, trainSize = 400, testSize = 200, validation, seed } = checkDataOptions('two-moons', options);
  if (source !== 'auto') {
    throw new UserError(`two-moons: source is ${source}, but its points are drawn from the seed; leave source out.`);
  }
  const random = createRandom(seed);
  const kept = Math.round(validation * trainSize);
  const parts = {
    train: moons(trainSize - kept, random),
    validation: moons(kept, random),
    test: moons(testSize, random),
  };
  const parameters = JSON.stringify([trainSize, kept, testSize, NOISE, seed]);
  return {
    ...inParts(parts),
    classNames: ['upper_moon', 'lower_moon'].map(className),
    provenance: {
      name: translated`two moons`,
      source: 'drawn',
      licence: 'CC0 1.0',
      citation: 'drawn by lib/data/sets/two-moons.ts, after make_moons of scikit-learn',
      checksum: createHash('sha256').update(parameters).digest('hex'),
      note: 'the checksum is of the parameters',
    },
  };
}

function moons(size: number, random: Random): Examples<Float32Array> {
  const inputs = new Float32Array(2 * size);
  const labels = Int32Array.from({ length: size }, (_, i) => i % 2);
  labels.forEach((label, i) => {
    const angle = Math.PI * random.next();
    // The lower moon is the upper one turned by half a turn.
    const turn = label === 0 ? 1 : -1;
    inputs[2 * i] = turn * (Math.cos(angle) - CENTRE[0]) + NOISE * normal(random);
    inputs[2 * i + 1] = turn * (Math.sin(angle) - CENTRE[1]) + NOISE * normal(random);
  });
  return examples(inputs, [2], labels);
}
