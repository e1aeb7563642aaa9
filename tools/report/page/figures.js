/* global Plotly */
/** Draws the figures of a report or of slides: `Figures.draw(element)` for one `.figure`, once. */
window.Figures = (() => {
  Plotly.register({
    moduleType: 'locale',
    name: 'fr',
    dictionary: {
      'Download plot as a PNG': 'Enregistrer l’image (PNG)',
      'Download plot': 'Enregistrer l’image',
      Autoscale: 'Échelle automatique',
      'Reset axes': 'Rétablir les axes',
      'Zoom in': 'Agrandir',
      'Zoom out': 'Réduire',
      Pan: 'Déplacer',
      Zoom: 'Zoomer',
      Reset: 'Rétablir',
      'Double-click to zoom back out': 'Double-cliquez pour rétablir',
      'Double-click on legend to isolate one trace': 'Double-cliquez sur la légende pour isoler une courbe',
    },
    format: {
      days: ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi'],
      shortDays: ['dim.', 'lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.'],
      months: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
      shortMonths: 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.'.split(' '),
      decimal: ',',
      thousands: '\u202f',
      grouping: [3],
    },
  });

  const TABLE_ICON = {
    width: 24,
    height: 24,
    path: 'M3 3h18v18H3V3zm2 6v4h6V9H5zm8 0v4h6V9h-6zm-8 6v4h6v-4H5zm8 0v4h6v-4h-6z',
  };

  const isColumn = (value) => Array.isArray(value) || ArrayBuffer.isView(value);

  /** The size that each figure's own layout asks for, and its annotations at that size. */
  const wanted = new WeakMap();

  /** Rows of one trace: a grid with its two axes, or one column for each of x, y, text and the like. */
  function rowsOf(trace) {
    const name = trace.name ? [[trace.name]] : [];
    if (isColumn(trace.z) && isColumn(trace.z[0])) {
      const across = isColumn(trace.x) ? [['', ...trace.x]] : [];
      const down = isColumn(trace.y) ? trace.y : [];
      return [...name, ...across, ...Array.from(trace.z, (row, i) => [down[i] ?? i, ...row])];
    }
    const header = ['labels', 'values', 'x', 'y', 'text'].filter((key) => isColumn(trace[key]));
    const length = Math.max(0, ...header.map((key) => trace[key].length));
    return length === 0
      ? []
      : [...name, header, ...Array.from({ length }, (_, i) => header.map((key) => trace[key][i]))];
  }

  const field = (value) => {
    const text = value == null ? '' : String(value).replace(/<[^>]*>/g, ' ');
    return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };

  function csvOf(data) {
    const blocks = data.map(rowsOf).filter((rows) => rows.length > 0);
    return blocks.map((rows) => rows.map((row) => row.map(field).join(',')).join('\n')).join('\n\n');
  }

  function save(text, name) {
    const link = document.createElement('a');
    // The mark at the beginning tells spreadsheets that accents are UTF-8.
    link.href = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function configOf(data, name) {
    const button = {
      name: 'csv',
      title: 'Enregistrer les données (CSV)',
      icon: TABLE_ICON,
      click: () => save(csvOf(data), `${name}.csv`),
    };
    return {
      locale: 'fr',
      displaylogo: false,
      // Nothing leaves the page; and a class needs no ten buttons.
      modeBarButtonsToRemove: ['sendChartToCloud', 'select2d', 'lasso2d', 'zoomIn2d', 'zoomOut2d', 'autoScale2d'],
      modeBarButtonsToAdd: csvOf(data) === '' ? [] : [button],
      toImageButtonOptions: { format: 'png', filename: name, scale: 2 },
    };
  }

  /**
   * A figure is as wide as its column, or as it asks to be where the column is wider. In a narrower column it becomes
   * lower too, but not so low that its labels would touch.
   */
  function sizeIn(figure, { width, height }) {
    const scale = Number(getComputedStyle(figure).getPropertyValue('--figure-scale')) || 1;
    const available = figure.clientWidth / scale;
    if (!width || width <= available) return { width: width ?? available };
    return { width: available, ...(height && { height: Math.round(height * Math.max(0.7, available / width)) }) };
  }

  /** A figure that is drawn smaller than it asks has smaller labels too: they would run into one another. */
  function withLabels(size, { width, annotations }) {
    const scale = width ? Math.min(1, size.width / width) : 1;
    if (!annotations || !width) return size;
    const smaller = annotations.map((label) => ({
      ...label,
      font: { ...label.font, size: Math.max(9, Math.round((label.font?.size ?? 14) * scale)) },
    }));
    return { ...size, annotations: smaller };
  }

  function draw(figure, size) {
    if (figure.dataset.state) return Promise.resolve();
    figure.dataset.state = 'drawing';
    const { data, layout = {} } = JSON.parse(figure.querySelector('.spec').textContent);
    const plot = figure.querySelector('.plot');
    const number = [...document.querySelectorAll('.figure')].indexOf(figure) + 1;
    const page = document.title.split('·')[0].trim() || 'figure';
    const { width, height, annotations } = layout;
    wanted.set(figure, { width, height, annotations });
    const sized = { ...layout, ...withLabels(size ? size(layout, figure) : sizeIn(figure, layout), layout) };
    return Plotly.newPlot(plot, data, sized, configOf(data, `${page}-figure-${number}`)).then(
      () => {
        figure.dataset.state = 'drawn';
      },
      (error) => {
        figure.dataset.state = 'failed';
        throw error;
      },
    );
  }

  function fit(figure) {
    if (figure.dataset.state !== 'drawn') return;
    const own = wanted.get(figure);
    Plotly.relayout(figure.querySelector('.plot'), withLabels(sizeIn(figure, own), own));
  }

  return { draw, fit, all: () => [...document.querySelectorAll('.figure')] };
})();
