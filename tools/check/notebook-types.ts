import path from 'node:path';
import ts from 'typescript';
import { parseCell, Scope } from '../kernel/cell-names.cjs';
import { checkedText, compilerOptions, GLOBALS, ROOT, syntaxErrors } from '../kernel/cell-settings.cjs';
import { isCode, joined, type Notebook } from './notebook-file';
import type { Problem } from './notebook-skeleton';

type Cell = ReturnType<typeof parseCell>;

/** A code cell as the compiler reads it. */
interface Checked {
  /** Its place among all cells, from 1. */
  number: number;
  cell: Cell;
  text: string;
}

/**
 * Type-checks all cells of notebooks strictly, as the kernel reads them: each is a module that imports from the cells
 * before it. Imports that neither their cell nor a later one uses are errors.
 */
export function checkTypes(notebooks: ReadonlyMap<string, Notebook>): Map<string, Problem[]> {
  const checked = new Map([...notebooks].map(([id, notebook]) => [id, cellsOf(id, notebook)]));
  const files = new Map([...checked.values()].flat().map(({ cell, text }) => [fileOf(cell.module), text]));
  const program = programOf(files);
  return new Map([...checked].map(([id, cells]) => [id, cells.flatMap((one) => problemsOf(one, program))]));
}

const fileOf = (module: string): string => path.join(ROOT, `.${module.replace(':', '-')}.ts`);

function cellsOf(id: string, notebook: Notebook): Checked[] {
  const scope = new Scope();
  const given = new Map<string, Set<string>>();
  const parsed = notebook.cells.flatMap((one, index) => {
    if (!isCode(one)) return [];
    const cell = parseCell(joined(one.source), `cell:${id}-${index + 1}`);
    const taken = scope.taken(cell);
    for (const { name, module } of taken) given.get(module)!.add(name);
    // What two cells import counts as used where the second uses it.
    for (const name of cell.imported) given.get(scope.names.get(name)?.value?.module ?? '')?.add(name);
    scope.add(cell);
    given.set(cell.module, new Set());
    return [{ number: index + 1, cell, taken }];
  });
  return parsed.map(({ number, cell, taken }) => ({
    number,
    cell,
    text: checkedText(cell, taken, given.get(cell.module)!),
  }));
}

function programOf(files: ReadonlyMap<string, string>): ts.Program {
  const options = compilerOptions({ strict: true });
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const packages = ts.createModuleResolutionCache(ROOT, (file) => file, options);
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) =>
      text.startsWith('cell:')
        ? { resolvedModule: { resolvedFileName: fileOf(text), extension: ts.Extension.Ts } }
        : ts.resolveModuleName(text, containing, options, host, packages),
    );
  return ts.createProgram([...files.keys(), GLOBALS], options, host);
}

function problemsOf({ number, cell }: Checked, program: ts.Program): Problem[] {
  const syntax = syntaxErrors(cell);
  const source = program.getSourceFile(fileOf(cell.module))!;
  const types = () =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .filter((found) => isRelevant(found, cell, source))
      .map(({ start, messageText }) => ({
        start: start!,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }));
  return (syntax.length > 0 ? syntax : types()).map(({ start, message }) => ({
    cell: number,
    line: cell.code.slice(0, start).split('\n').length,
    message,
  }));
}

const UNUSED = new Set([6133, 6192, 6196, 6198]);

/** What a cell declares may be there for the reader to play with; what it imports should be used. */
function isRelevant({ code, start = 0 }: ts.Diagnostic, { code: text }: Cell, source: ts.SourceFile): boolean {
  if (start > text.length) return false;
  const statement = source.statements.find(({ pos, end }) => pos <= start && start < end);
  return !UNUSED.has(code) || (statement !== undefined && ts.isImportDeclaration(statement));
}
