import { UserError } from '../errors';
import { nameSome } from './name-some';
import type { PartName } from './part-words';

/** Names that say what kind of files a folder holds, and nothing of what they show. */
const CONTAINER =
  /^(all[ _-]?)?(jpe?gs?|pngs?|wavs?|raw)?[ _-]?(images?|imgs?|pictures?|photos?|sounds?|audios?|clips?|files?|data(set)?|masks?|labels?|annotations?)$/i;

/**
 * Different names of classes, sorted: 2 before 10, and numbers before texts.
 * @param names of all files, as often as they come.
 * @param source where they come from; begins the sentence.
 * @throws UserError where two differ in capitals, spaces or the writing of a number alone, or all of them name the
 * files' kind and no class.
 */
export function distinctClasses(names: readonly string[], source: string): string[] {
  const classNames = [...new Set(names)].sort(byNumberThenText);
  const seen = new Map<string, string>();
  for (const name of classNames) {
    const key = sameKey(name);
    const other = seen.get(key);
    seen.set(key, name);
    if (other === undefined) continue;
    const count = (wanted: string) => names.filter((one) => one === wanted).length;
    throw new UserError(
      `${source}: the classes "${other}" (${count(other)}) and "${name}" (${count(name)}) differ in writing only; give them one name.`,
    );
  }
  if (classNames.every((name) => CONTAINER.test(name))) {
    throw new UserError(
      `${source}: ${nameSome(classNames)} would be the only ${classNames.length === 1 ? 'class' : 'classes'}, which names no class; give a folder whose folders are the classes, or a CSV file with the columns path and label.`,
    );
  }
  return classNames;
}

/** The first file of a class that no file of the training part has: what is tested must have been learnt. */
export function unlearntFile<File extends { readonly className: string; readonly part?: PartName }>(
  files: readonly File[],
): File | undefined {
  const learnt = new Set(files.filter(({ part = 'train' }) => part === 'train').map(({ className }) => className));
  return files.find(({ className }) => !learnt.has(className));
}

/** The same for "No Tumor", "no  tumor" and "no tumor ", for "1", "01" and "1.0". */
function sameKey(name: string): string {
  const text = name.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** Numbers before texts: comparing one with the other by letters would put 2, 10 and 1a in a circle. */
function byNumberThenText(a: string, b: string): number {
  const [first, second] = [Number(a), Number(b)];
  if (Number.isNaN(first) !== Number.isNaN(second)) return Number.isNaN(first) ? 1 : -1;
  if (first !== second && !Number.isNaN(first)) return first < second ? -1 : 1;
  return a < b ? -1 : Number(a > b);
}
