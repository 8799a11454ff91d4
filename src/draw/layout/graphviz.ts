/** Lays out a graph in Graphviz's language with `dot`; the answer is its `json0`. Throws what Graphviz complains of. */
export type Dot = (text: string) => string;

let loaded: Promise<Dot> | undefined;

/** Graphviz, compiled to WebAssembly: 0.8 MB that are read and compiled where the first picture is drawn. */
export function loadGraphviz(): Promise<Dot> {
  loaded ??= import('@hpcc-js/wasm-graphviz').then(async ({ Graphviz }) => {
    const graphviz = await Graphviz.load();
    // Its types do not name this format: `json` without what is drawn, a third as long.
    return (text: string) => graphviz.layout(text, 'json0' as 'json', 'dot');
  });
  return loaded;
}
