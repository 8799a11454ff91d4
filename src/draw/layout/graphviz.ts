/** Lays out a graph in Graphviz's language with `dot`; the answer is its `json0`. Throws what Graphviz complains of. */
export type Dot = (text: string) => string;

let loading: Promise<Dot> | undefined;
let loaded: Dot | undefined;

/** Graphviz, compiled to WebAssembly: 0.8 MB that are read and compiled where the first picture is drawn. */
export function loadGraphviz(): Promise<Dot> {
  loading ??= import('@hpcc-js/wasm-graphviz').then(async ({ Graphviz }) => {
    const graphviz = await Graphviz.load();
    // Its types do not name this format: `json` without what is drawn, a third as long.
    loaded = (text: string) => graphviz.layout(text, 'json0' as 'json', 'dot');
    return loaded;
  });
  return loading;
}

/** Graphviz, where this thread has loaded it already. */
export function loadedGraphviz(): Dot | undefined {
  return loaded;
}
