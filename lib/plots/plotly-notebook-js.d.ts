declare module 'plotly-notebook-js' {
  /** A figure under composition; `render` is for the classic notebook and is not used. */
  export function createPlot(
    data: Record<string, unknown>[],
    layout?: Record<string, unknown>,
  ): { data: Record<string, unknown>[]; layout: Record<string, unknown> };
}
