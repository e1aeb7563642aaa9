import fs from 'node:fs';
import ts from 'typescript';

/** The texts of a source that are to be translated, as patterns: `{0} epochs`. */
export function patternsOf(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'translated') found.push(pattern(node.template));
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(file));
  return found;
}

/** The texts that a source has between quotes or backticks as they are written, the pieces of templates each for itself. */
export function textsOf(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      found.push(node.getText().replace(/^[`'"}]|(?:[`'"]|\$\{)$/g, ''));
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(file));
  return found;
}

const sourceOf = (file: string) =>
  ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);

function pattern(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((text, { literal }, i) => `${text}{${i}}${literal.text}`, template.head.text);
}
