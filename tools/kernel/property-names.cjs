/**
 * tslab rewrites each use of an earlier cell's variable, `x` to `exports.x`, but takes properties for variables and
 * variables for properties where one name stands for both. So a cell is spelt out before tslab sees it:
 *
 *   { a }                 { a: a }                 a shorthand, which tslab would not rewrite
 *   const { a: b } = c    const { 'a': b } = c     a renamed property, which it would rewrite to `exports.a`
 */

const ts = require('@tslab/typescript-for-tslab');

function withPropertyNames(converter) {
  return {
    ...converter,
    convert(previous, code) {
      const insertions = spellings(code);
      const converted = converter.convert(previous, spellOut(code, insertions));
      return { ...converted, diagnostics: converted.diagnostics.map((found) => whereWritten(found, code, insertions)) };
    },
  };
}

/** @returns {{ position: number, text: string }[]} what is to be inserted, by ascending position in the code */
function spellings(code) {
  const insertions = [];
  const visit = (node) => {
    if (ts.isShorthandPropertyAssignment(node)) {
      insertions.push({ position: node.name.end, text: `: ${node.name.text}` });
    }
    if (ts.isBindingElement(node) && node.propertyName && ts.isIdentifier(node.propertyName)) {
      insertions.push({ position: node.propertyName.getStart(), text: "'" });
      insertions.push({ position: node.propertyName.end, text: "'" });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ES2022, true));
  return insertions;
}

function spellOut(code, insertions) {
  // From the end, so that earlier positions stay true.
  return insertions.reduceRight(
    (text, insertion) => text.slice(0, insertion.position) + insertion.text + text.slice(insertion.position),
    code,
  );
}

/** What the compiler found in the cell, at its place in the code that the reader wrote. */
function whereWritten(found, code, insertions) {
  // Another file's: it was read as it stands.
  if (found.fileName) return found;
  return {
    ...found,
    start: originalPlace(found.start, code, insertions),
    end: originalPlace(found.end, code, insertions),
  };
}

function originalPlace({ offset }, code, insertions) {
  let original = offset;
  for (const { position, text } of insertions) {
    if (position < original) original = Math.max(position, original - text.length);
  }
  const { line, character } = ts.getLineAndCharacterOfPosition(ts.createSourceFile('cell.ts', code), original);
  return { offset: original, line, character };
}

module.exports = { spellOut, spellings, withPropertyNames };
