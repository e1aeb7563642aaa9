/** An element with its attributes and children; texts are escaped by the browser. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** What a reader gives: its element, and the inputs of the models whenever they change. */
export interface Input {
  readonly element: HTMLElement;
  /** @param give takes the inputs of one answer (crops of a clip are several), or none where there is nothing to ask. */
  start(give: (inputs: readonly Float32Array[]) => void): void;
}

/** Where one model's answers are seen. */
export interface Output {
  readonly element: HTMLElement;
  show(values: Float32Array): void;
  clear(): void;
}
