import { compose, type Figure, type FigureText, type Layout, type Trace } from './figure';

/** One of several drawings that make a figure together. */
export interface Panel {
  readonly title: string;
  /** Their axes are set here. */
  readonly traces: readonly Trace[];
  readonly xAxis?: Layout;
  readonly yAxis?: Layout;
  /** A dashed line across, at this place of the horizontal axis. */
  readonly mark?: number;
}

/** Gaps between panels, as shares of the figure. */
const GAP = { x: 0.11, y: 0.22 };

/** Panels in rows of equal width, each with its own axes and its title above it. */
export function panelFigure(
  panels: readonly Panel[],
  { columns, rowHeight = 330, ...text }: FigureText & { readonly columns: number; readonly rowHeight?: number },
): Figure {
  const rows = Math.ceil(panels.length / columns);
  const width = (1 - GAP.x * (columns - 1)) / columns;
  const height = (1 - GAP.y * (rows - 1)) / rows;
  const places = panels.map((panel, i) => {
    const left = (i % columns) * (width + GAP.x);
    const top = 1 - Math.floor(i / columns) * (height + GAP.y);
    return { panel, suffix: i === 0 ? '' : String(i + 1), x: [left, left + width], y: [top - height, top] };
  });
  const axes = places.flatMap(({ panel, suffix, x, y }) => [
    [`xaxis${suffix}`, { ...panel.xAxis, domain: x, anchor: `y${suffix}` }],
    [`yaxis${suffix}`, { ...panel.yAxis, domain: y, anchor: `x${suffix}` }],
  ]);
  const titles = places.map(({ panel, x, y }) => ({
    text: `<b>${panel.title}</b>`,
    xref: 'paper',
    yref: 'paper',
    x: x[0],
    y: y[1],
    xanchor: 'left',
    yanchor: 'bottom',
    yshift: 6,
    showarrow: false,
    font: { size: 15 },
  }));
  const marks = places.flatMap(({ panel: { mark }, suffix }) => {
    if (mark === undefined) return [];
    const line = { color: '#222222', width: 1.5, dash: 'dash' };
    return [{ type: 'line', xref: `x${suffix}`, yref: `y${suffix} domain`, x0: mark, x1: mark, y0: 0, y1: 1, line }];
  });
  const data = places.flatMap(({ panel, suffix }) =>
    panel.traces.map((trace) => ({ ...trace, xaxis: `x${suffix}`, yaxis: `y${suffix}` })),
  );
  const layout = {
    ...Object.fromEntries(axes),
    annotations: titles,
    shapes: marks,
    height: 150 + rowHeight * rows,
    margin: { l: 75, r: 25, t: 95, b: 60 },
    legend: { orientation: 'h', y: -0.12 * (2 / rows), font: { size: 14 } },
  };
  return compose(data, layout, text);
}
