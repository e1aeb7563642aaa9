import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../errors';
import { examine, instead } from '../options';
import { seenFromHere, workspace } from '../workspace';
import { type Described, type LessonConfig, type Profile, profiles } from './experiment';
import { lessonSchema } from './lesson-schema';
import { parseOverrides, parseYaml } from './parse';
import { type Entry, entryAt, type Mapping, merge, plain, withoutNulls } from './placed-value';

/** Where the experiments are described. */
const folder = () => seenFromHere(workspace().configs);

export interface LoadOptions {
  /** Default: the environment's CAHIER_PROFILE, else 'quick'. */
  profile?: Profile;
  /** Default: configs/ID.yaml. */
  file?: string;
}

/**
 * Reads one experiment. The file's common values are overlaid, key by key, by those of the profile under `profiles:`,
 * and these by the environment's CAHIER_SET, such as `training.epochs=3,seed=5`. A null takes a value away.
 *
 * @throws UserError, in one sentence with file, line and key, where anything is missing, unknown, of the wrong type or
 * out of range: in any profile, not only the one asked for.
 */
export function loadConfig(id: string, options: LoadOptions = {}): LessonConfig {
  const profile = options.profile ?? process.env.CAHIER_PROFILE ?? 'quick';
  if (!isProfile(profile)) {
    const source = options.profile === undefined ? 'CAHIER_PROFILE' : 'profile';
    throw new UserError(`${source} is "${profile}"; expected ${profiles.join(' or ')}.`);
  }
  const file = options.file ?? path.join(folder(), `${id}.yaml`);
  const { common, byProfile } = splitProfiles(parseYaml(readText(file, id), file));
  for (const each of profiles) check(merge(common, byProfile(each)), each);

  const { entries, overrides } = parseOverrides(process.env.CAHIER_SET ?? '', 'CAHIER_SET');
  const described = check(merge(merge(common, byProfile(profile)), entries), profile);
  const data = { seed: described.seed, ...described.data };
  return { id, profile, ...described, data, overrides };
}

/** Ids of all experiments, in the order of their numbers. */
export function listExperiments(): string[] {
  const files = fs.existsSync(folder()) ? fs.readdirSync(folder()) : [];
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => path.basename(file, '.yaml'))
    .sort();
}

const isProfile = (word: string): word is Profile => (profiles as readonly string[]).includes(word);

function readText(file: string, id: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new UserError(`${file}: the file cannot be read (${message}).`);
    throw new UserError(`${file}: there is no such file; ${instead(id, listExperiments(), 'experiments')}`);
  }
}

/** Parts the common values from those of each profile. */
function splitProfiles(root: Mapping): { common: Mapping; byProfile: (profile: Profile) => Mapping } {
  const common = new Map(root.children);
  const section = common.get('profiles');
  common.delete('profiles');
  if (section?.kind !== 'mapping') {
    throw new UserError(`${section?.where ?? root.where}: expected profiles: with ${profiles.join(' and ')} below it.`);
  }
  for (const [key, child] of section.children) {
    if (!isProfile(key)) fail(child, `is no profile; expected ${profiles.join(' or ')}.`);
  }
  const byProfile = (profile: Profile): Mapping => {
    const entry = section.children.get(profile);
    if (entry?.kind !== 'mapping') {
      return fail(entry ?? section, `must say what is particular to the profile ${profile}, as a mapping.`);
    }
    return entry;
  };
  return { common: { ...root, children: common }, byProfile };
}

function check(entry: Entry, profile: Profile): Described {
  const described = withoutNulls(entry);
  const result = examine(lessonSchema, plain(described));
  if ('value' in result) return result.value;
  const { path, sentence } = result.complaint;
  const place = entryAt(described, path);
  // Only a merged profile is checked: a common value may do for one profile and not for the other.
  return fail(
    place.path.startsWith('profiles.') ? place : { ...place, where: `${place.where} (profile ${profile})` },
    sentence,
  );
}

function fail({ where, path: key }: Entry, sentence: string): never {
  throw new UserError(`${where}: ${key === '' ? 'the file' : key} ${sentence}`);
}
