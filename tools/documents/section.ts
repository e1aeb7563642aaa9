/** A part of a Markdown document that is generated: what stands between `<!-- name -->` and `<!-- /name -->`. */

/** @throws RangeError where the document has not exactly one pair of marks of that name. */
export function withSection(document: string, name: string, content: string): string {
  const [from, to] = marks(document, name);
  return `${document.slice(0, from)}\n\n${content}\n\n${document.slice(to)}`;
}

/** What stands between the marks. */
export function sectionOf(document: string, name: string): string {
  const [from, to] = marks(document, name);
  return document.slice(from, to).trim();
}

function marks(document: string, name: string): [number, number] {
  const [first, last] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const begin = document.split(first);
  const end = document.split(last);
  const from = begin[0].length + first.length;
  const to = end[0].length;
  if (begin.length !== 2 || end.length !== 2 || to < from) {
    throw new RangeError(`the document must hold ${first} and ${last} once each, in this order`);
  }
  return [from, to];
}
