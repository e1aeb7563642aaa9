import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { UserError } from '../errors';
import type { Entry, Mapping } from './placed-value';

/**
 * Reads YAML 1.2 into entries that know their line.
 * @param file its name in errors.
 * @throws UserError where it is no YAML, no mapping, or uses aliases (profiles say what is common and what is not).
 */
export function parseYaml(source: string, file: string): Mapping {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new UserError(`${file}, line ${line}: this is not valid YAML (${error.message.split('\n')[0]}).`);
  }

  const toEntry = (node: Node | null, path: string, near: number): Entry => {
    const offset = node?.range?.[0] ?? near;
    const place = { where: `${file}, line ${lineCounter.linePos(offset).line}`, path };
    if (isAlias(node))
      throw new UserError(`${place.where}: ${path} is an alias (*${node.source}); write its value out.`);
    if (isSeq(node)) {
      const items = node.items.map((item, index) => toEntry(item as Node | null, `${path}.${index}`, offset));
      return { ...place, kind: 'list', items };
    }
    if (!isMap(node)) return { ...place, kind: 'scalar', value: isScalar(node) ? (node.value as string) : null };
    const children = new Map<string, Entry>();
    for (const { key, value } of node.items) {
      const name = String(isScalar(key) ? key.value : key);
      const keyOffset = (key as Node).range?.[0] ?? offset;
      const child = toEntry(value as Node | null, path === '' ? name : `${path}.${name}`, keyOffset);
      // A mapping is named by the line of its key, where the reader looks for it.
      const where = `${file}, line ${lineCounter.linePos(keyOffset).line}`;
      children.set(name, child.kind === 'mapping' ? { ...child, where } : child);
    }
    return { ...place, kind: 'mapping', children };
  };

  const root = toEntry(document.contents as Node | null, '', 0);
  if (root.kind === 'mapping') return { ...root, where: file };
  throw new UserError(`${file}: expected a mapping of keys such as title, seed, data and training.`);
}

/**
 * Reads overrides such as `training.epochs=3,seed=5`; values are YAML, so numbers are numbers.
 * @param variable its name in errors.
 * @throws UserError where one is not KEY=VALUE.
 */
export function parseOverrides(source: string, variable: string): { entries: Mapping; overrides: string[] } {
  const overrides = source
    // A comma within a list is none between two of them.
    .split(/,(?![^[{]*[\]}])/)
    .map((override) => override.trim())
    .filter((override) => override !== '');
  const root: Tree = new Map();
  for (const override of overrides) {
    const [, path, value] = /^([\w.]+)\s*=\s*(.+)$/.exec(override) ?? [];
    const keys = path?.split('.') ?? [''];
    if (keys.includes('')) {
      throw new UserError(`${variable}: "${override}" is not of the form KEY=VALUE, such as training.epochs=3.`);
    }
    let tree = root;
    for (const key of keys.slice(0, -1)) {
      const existing = tree.get(key);
      const child: Tree = existing instanceof Map ? existing : new Map();
      tree.set(key, child);
      tree = child;
    }
    tree.set(keys[keys.length - 1], parseDocument(value).toJS());
  }
  return { entries: toMapping(root, variable, ''), overrides };
}

type Tree = Map<string, unknown>;

function toMapping(tree: Tree, where: string, path: string): Mapping {
  const children = new Map<string, Entry>();
  for (const [key, value] of tree) children.set(key, toEntry(value, where, path === '' ? key : `${path}.${key}`));
  return { kind: 'mapping', where, path, children };
}

function toEntry(value: unknown, where: string, path: string): Entry {
  if (value instanceof Map) return toMapping(value, where, path);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => toEntry(item, where, `${path}.${index}`));
    return { where, path, kind: 'list', items };
  }
  if (typeof value === 'object' && value !== null) return toMapping(new Map(Object.entries(value)), where, path);
  return { where, path, kind: 'scalar', value: value as string };
}
