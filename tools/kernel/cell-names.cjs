/**
 * Which names a cell declares and uses, and from which cells those come that it does not declare itself.
 *
 * Each cell is a module: what it declares, later cells import from it. tslab writes all declarations that a notebook
 * has so far into one text instead and replaces names in the compiled code; it loses namespaces, takes properties for
 * variables, and refuses what has no name in a declaration file.
 */

const ts = require('typescript');

/**
 * What one name of a cell is. A variable may be assigned by later cells; a constant may not; anything else is imported
 * as it is. A name may be a value, a type, or both: `class A {}` is both, and of an import nobody knows.
 * @typedef {{ value?: 'variable' | 'constant' | 'other', type?: true }} Meaning
 * @typedef {{ code: string, module: string, declared: Map<string, Meaning>, imported: string[], used: Set<string>,
 *   augments: boolean, export: ts.Statement | undefined }} Cell
 */

/**
 * @param code what stands in the cell
 * @param module the name under which later cells import from it
 * @returns {Cell} `augments`: it declares something for all, in `declare global` or for a package; `export` is the
 *   first statement that exports, which no cell may
 */
function parseCell(code, module) {
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, true);
  const declared = new Map();
  const imported = file.statements
    .filter(ts.isImportDeclaration)
    .flatMap(({ importClause }) => importedNames(importClause));
  const used = new Set();
  const add = (name, meaning) => declared.set(name, { ...declared.get(name), ...meaning });
  for (const statement of file.statements) addDeclarations(statement, add);
  // `import type` too: it hides a value of that name, though it is none.
  for (const name of imported) add(name, { value: 'other', type: true });
  const visit = (node) => {
    if (ts.isIdentifier(node)) used.add(node.text);
    // `var` belongs to the whole cell, wherever it stands, but for functions.
    if (ts.isVariableDeclarationList(node) && !(node.flags & ts.NodeFlags.BlockScoped) && !isInFunction(node)) {
      for (const { name } of node.declarations) addBinding(name, 'variable', add);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const augments = file.statements.some((one) => ts.isModuleDeclaration(one) && isForAll(one));
  return { code, module, declared, imported, used, augments, export: file.statements.find(isExport) };
}

function addDeclarations(statement, add) {
  if (ts.isVariableStatement(statement)) {
    const { flags, declarations } = statement.declarationList;
    // `using` and `await using` are written with both bits.
    const kind = flags & (ts.NodeFlags.Const | ts.NodeFlags.Using) ? 'constant' : 'variable';
    for (const { name } of declarations) addBinding(name, kind, add);
  } else if (ts.isFunctionDeclaration(statement) && statement.name) {
    add(statement.name.text, { value: 'other' });
  } else if (ts.isClassDeclaration(statement) && statement.name) {
    add(statement.name.text, { value: 'other', type: true });
  } else if (ts.isEnumDeclaration(statement)) {
    add(statement.name.text, { value: 'other', type: true });
  } else if (ts.isModuleDeclaration(statement) && !isForAll(statement)) {
    add(statement.name.text, { value: 'other', type: true });
  } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    add(statement.name.text, { type: true });
  } else if (ts.isImportEqualsDeclaration(statement)) {
    add(statement.name.text, { value: 'other', type: true });
  }
}

function addBinding(name, kind, add) {
  if (ts.isIdentifier(name)) add(name.text, { value: kind });
  else for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name, kind, add);
}

function importedNames(clause) {
  const { name, namedBindings } = clause ?? {};
  const own = name ? [name.text] : [];
  if (!namedBindings) return own;
  if (ts.isNamespaceImport(namedBindings)) return [...own, namedBindings.name.text];
  return [...own, ...namedBindings.elements.map((element) => element.name.text)];
}

/** `declare global` and `declare module 'name'`. */
const isForAll = (namespace) =>
  (namespace.flags & ts.NodeFlags.GlobalAugmentation) !== 0 || ts.isStringLiteral(namespace.name);

const isExport = (statement) =>
  ts.isExportDeclaration(statement) ||
  ts.isExportAssignment(statement) ||
  (ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword));

function isInFunction(node) {
  for (let parent = node.parent; parent; parent = parent.parent) {
    if (ts.isFunctionLike(parent) || ts.isClassStaticBlockDeclaration(parent) || ts.isModuleBlock(parent)) return true;
  }
  return false;
}

/** The names that a cell sees of the cells before it: by name, which cell gave it its value and which its type. */
class Scope {
  constructor() {
    /** @type {Map<string, { value?: { module: string, kind: string }, type?: { module: string, isValue: boolean } }>} */
    this.names = new Map();
  }

  /** @param {Cell} cell that ran: what it declares hides earlier declarations */
  add({ declared, module }) {
    for (const [name, { value, type }] of declared) {
      const before = this.names.get(name) ?? {};
      this.names.set(name, {
        value: value ? { module, kind: type ? 'other' : value } : before.value,
        // A variable hides an earlier class with its type, but not a type alone.
        type: type ? { module, isValue: value !== undefined } : value && before.type?.isValue ? undefined : before.type,
      });
    }
  }

  /** The cells that gave the names. */
  modules() {
    return new Set(
      [...this.names.values()].flatMap(({ value, type }) => [value, type].flatMap((one) => one?.module ?? [])),
    );
  }

  /**
   * What a cell takes from others.
   * @param {Pick<Cell, 'declared' | 'used'>} cell `used` null: all that there is
   * @returns {{ name: string, module: string, as: 'variable' | 'constant' | 'import' | 'type' }[]}
   */
  taken({ declared, used }) {
    const taken = [];
    for (const [name, { value, type }] of this.names) {
      if (used && !used.has(name)) continue;
      const own = declared.get(name) ?? {};
      const takesValue = value && !own.value;
      const takesType = type && !own.type && !(own.value && type.isValue);
      if (takesValue && takesType && value.module === type.module) {
        taken.push({ name, module: value.module, as: 'import' });
        continue;
      }
      // A value that is imported would bring its type along.
      if (takesValue) {
        const as =
          value.kind === 'other' && !own.type && !type ? 'import' : value.kind === 'variable' ? 'variable' : 'constant';
        taken.push({ name, module: value.module, as });
      }
      if (takesType) taken.push({ name, module: type.module, as: 'type' });
    }
    return taken;
  }
}

module.exports = { parseCell, Scope };
