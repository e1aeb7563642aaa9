/** A report as one HTML file without scripts: tables, and curves as SVG. It opens offline, and prints. */

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** HTML that is ready, so that nobody escapes it again. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Html[];

/** HTML in which every value is escaped that is not HTML itself: html`<p>${name}</p>`. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Html {
  const shown = (value: Part): string => {
    if (value instanceof Html) return value.text;
    return Array.isArray(value) ? value.map(shown).join('') : escaped(String(value));
  };
  return new Html(texts.map((text, i) => text + (i < values.length ? shown(values[i]) : '')).join(''));
}

/** The first column names the row; numbers are set on the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): Html {
  const cells = (row: readonly (string | number)[]) =>
    row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`));
  return html`<table><thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table>`;
}

/** Okabe and Ito's colours (2008), and dashes beside them: none is needed alone. */
const LOOKS = [
  ['#0072B2', ''],
  ['#D55E00', '7 4'],
  ['#009E73', '2 4'],
  ['#CC79A7', '7 3 2 3'],
  ['#E69F00', '12 4'],
  ['#56B4E9', '4 2'],
] as const;
const [WIDTH, HEIGHT, LEFT, BOTTOM] = [460, 260, 56, 40];

export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface CurveAxes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Both from 0 to 1, as ROC curves have it. */
  readonly isUnit?: boolean;
}

/** Curves over a common axis, with their names below. */
export function curves(all: readonly Curve[], { title, x, y, isUnit }: CurveAxes): Html {
  const range = (values: readonly number[]): readonly [number, number] => {
    const [low, high] = values.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    return low === high ? [low - 0.5, high + 0.5] : [low, high];
  };
  const [left, right] = isUnit ? [0, 1] : range(all.flatMap((curve) => curve.x));
  const [low, high] = isUnit ? [0, 1] : range(all.flatMap((curve) => curve.y));
  const across = (value: number) => (LEFT + ((value - left) / (right - left)) * (WIDTH - LEFT - 10)).toFixed(1);
  const up = (value: number) => (HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - BOTTOM - 10)).toFixed(1);
  const drawn = all.map((curve, i) => {
    const [color, dash] = LOOKS[i % LOOKS.length];
    const points = curve.x.map((value, j) => `${across(value)},${up(curve.y[j])}`).join(' ');
    return html`<polyline points="${points}" fill="none" stroke="${color}" stroke-width="2.5" stroke-dasharray="${dash}"/>`;
  });
  const legend = all.map((curve, i) => {
    const [color, dash] = LOOKS[i % LOOKS.length];
    return html`<li><svg width="34" height="8"><line x1="0" x2="34" y1="4" y2="4" stroke="${color}" stroke-width="3" stroke-dasharray="${dash}"/></svg> ${curve.name}</li>`;
  });
  const mark = (value: number) => Number(value.toPrecision(3)).toString();
  return html`<figure><figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" role="img" aria-label="${title}">
<rect x="${LEFT}" y="10" width="${WIDTH - LEFT - 10}" height="${HEIGHT - BOTTOM - 10}" fill="none" stroke="#999"/>
${drawn}
<text x="${LEFT - 6}" y="18" text-anchor="end">${mark(high)}</text><text x="${LEFT - 6}" y="${HEIGHT - BOTTOM}" text-anchor="end">${mark(low)}</text>
<text x="${LEFT}" y="${HEIGHT - 22}">${mark(left)}</text><text x="${WIDTH - 10}" y="${HEIGHT - 22}" text-anchor="end">${mark(right)}</text>
<text x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${x}</text><text x="14" y="${HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 14 ${HEIGHT / 2})">${y}</text>
</svg><ul>${legend}</ul></figure>`;
}

/** Rows true, columns predicted. */
export function confusionTable(matrix: readonly (readonly number[])[], classNames: readonly string[]): Html {
  return table(
    ['true \\ answered', ...classNames],
    matrix.map((row, i) => [classNames[i], ...row]),
  );
}

/** The whole file. */
export function reportPage(title: string, sections: readonly Html[]): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse;margin:1rem 0}
th,td{border:1px solid #bbb;padding:.25rem .6rem;text-align:right}th[scope=row],thead th:first-child{text-align:left}
figure{display:inline-block;margin:1rem 1rem 1rem 0;vertical-align:top}figcaption{font-weight:600}figure ul{list-style:none;padding:0;font-size:14px}svg text{font-size:12px}</style></head>
<body><h1>${title}</h1>
${sections}
</body></html>
`.text;
}
