/**
 * tslab rewrites each use of an earlier cell's variable, but misses the shorthand `{ name }` (it asks the compiler for
 * the symbol there and gets the property, not the variable). So a cell's shorthands are written out: `{ name: name }`.
 */

const ts = require('@tslab/typescript-for-tslab');

function withShorthands(converter) {
  return { ...converter, convert: (previous, code) => converter.convert(previous, expandShorthands(code)) };
}

function expandShorthands(code) {
  const source = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, true);
  const names = [];
  const visit = (node) => {
    // With a default it is a destructuring target, `({ name = 1 } = value)`, which has no longer form of this kind.
    if (ts.isShorthandPropertyAssignment(node) && !node.objectAssignmentInitializer) names.push(node.name);
    ts.forEachChild(node, visit);
  };
  visit(source);
  // From the end, so that earlier positions stay true.
  return names.reduceRight((text, name) => `${text.slice(0, name.end)}: ${name.text}${text.slice(name.end)}`, code);
}

module.exports = { expandShorthands, withShorthands };
