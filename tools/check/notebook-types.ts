import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../repository';
import { isCode, joined, type Notebook } from './notebook-file';
import type { Problem } from './notebook-skeleton';

/** A stretch of the generated source and where in the notebook it stands. */
interface Piece {
  start: number;
  end: number;
  cell: number;
  line: number;
}

interface Module {
  text: string;
  pieces: Piece[];
  /** Where the hoisted imports end. */
  headEnd: number;
  problems: Problem[];
}

/**
 * Type-checks all cells of notebooks strictly, by the compiler and settings of the library itself.
 *
 * A notebook becomes one module: its imports first, then each cell as a block inside the one before, so that a cell
 * sees what earlier ones declared and may declare a name again, as in the kernel. Imports that no cell uses are errors.
 */
export function checkTypes(notebooks: ReadonlyMap<string, Notebook>): Map<string, Problem[]> {
  const modules = new Map<string, Module>();
  for (const [id, notebook] of notebooks) modules.set(path.join(ROOT, `${id}.ipynb.ts`), toModule(notebook));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => modules.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const module = modules.get(file);
    return module ? ts.createSourceFile(file, module.text, version) : getSourceFile(file, version, ...rest);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  const problems = new Map<string, Problem[]>();
  for (const [file, module] of modules) {
    const source = program.getSourceFile(file)!;
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const found = diagnostics.filter((one) => isRelevant(one, module)).map((one) => located(one, module));
    problems.set(path.basename(file, '.ipynb.ts'), [...module.problems, ...found]);
  }
  return problems;
}

function compilerOptions(): ts.CompilerOptions {
  const file = path.join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  return { ...options, noEmit: true, noUnusedLocals: true };
}

function toModule(notebook: Notebook): Module {
  const head: { text: string; cell: number; line: number }[] = [];
  const bodies: { text: string; cell: number }[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  notebook.cells.forEach((cell, index) => {
    if (!isCode(cell)) return;
    const number = index + 1;
    const source = joined(cell.source);
    const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
    let body = source;
    for (const statement of file.statements) {
      const line = file.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
      if (ts.isImportDeclaration(statement)) {
        for (const text of bindings(statement)) {
          if (!seen.has(text)) head.push({ text, cell: number, line });
          seen.add(text);
        }
        body = blanked(body, statement.getStart(), statement.getEnd());
      } else if (
        ts.canHaveModifiers(statement) &&
        ts.getModifiers(statement)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword)
      ) {
        problems.push({ cell: number, line, message: 'a cell cannot export' });
      }
    }
    bodies.push({ text: body, cell: number });
  });
  return { ...assembled(head, bodies), problems };
}

/** One import per bound name, so that the same name imported by two cells counts once. */
function bindings({ importClause, moduleSpecifier }: ts.ImportDeclaration): string[] {
  const from = moduleSpecifier.getText();
  if (!importClause) return [`import ${from};`];
  const type = importClause.isTypeOnly ? 'type ' : '';
  const { name, namedBindings } = importClause;
  const texts = name ? [`import ${type}${name.text} from ${from};`] : [];
  if (namedBindings && ts.isNamespaceImport(namedBindings))
    texts.push(`import ${type}${namedBindings.getText()} from ${from};`);
  if (namedBindings && ts.isNamedImports(namedBindings)) {
    texts.push(...namedBindings.elements.map((element) => `import ${type}{ ${element.getText()} } from ${from};`));
  }
  return texts;
}

function assembled(head: { text: string; cell: number; line: number }[], bodies: { text: string; cell: number }[]) {
  let text = '';
  const pieces: Piece[] = [];
  const add = (part: string, cell: number, line: number) => {
    pieces.push({ start: text.length, end: text.length + part.length, cell, line });
    text += part;
  };
  for (const { text: part, cell, line } of head) add(`${part}\n`, cell, line);
  const headEnd = text.length;
  text += 'export async function cells(): Promise<void> {\n';
  for (const { text: body, cell } of bodies) {
    text += '{\n';
    add(`${body}\n`, cell, 1);
  }
  text += `${'}'.repeat(bodies.length)}\n}\n`;
  return { text, pieces, headEnd };
}

const UNUSED = new Set([6133, 6192, 6196, 6198]);

/** What a cell declares may be there for the reader to play with; what it imports should be used. */
function isRelevant({ code, start }: ts.Diagnostic, { headEnd }: Module): boolean {
  return !UNUSED.has(code) || (start ?? 0) < headEnd;
}

function located({ start = 0, messageText }: ts.Diagnostic, { text, pieces, headEnd }: Module): Problem {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const piece = pieces.find((one) => start >= one.start && start < one.end) ?? pieces[pieces.length - 1];
  if (!piece) return { cell: 1, message };
  const within = start < headEnd ? 0 : text.slice(piece.start, start).split('\n').length - 1;
  return { cell: piece.cell, line: piece.line + within, message };
}

/** The same text with a stretch replaced by spaces: lines and columns stay. */
function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}
