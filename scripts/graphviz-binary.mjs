/**
 * Graphviz's WebAssembly as a file of its own. Its package carries it as text, 0.7 MB in a string that it decodes and
 * unpacks by JavaScript each time it is loaded; from a file, Node unpacks it in a tenth of that.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const fileName = 'graphviz.wasm.br';

/** For esbuild: the package without its string. Refuses one that does not look as expected. */
export const graphvizBinary = {
  name: 'graphviz-binary',
  setup(build) {
    build.onLoad({ filter: /[\\/]@hpcc-js[\\/]wasm-graphviz[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      // var text=`…`,binary;function load(){return binary??=unpack(decode(text)),start({wasmBinary:binary,…
      const place =
        /var (?<text>\w+)=(?<quote>["'`])(?:(?!\k<quote>).)+\k<quote>,(?<binary>\w+);(?<load>function \w+\(\)\{return )\k<binary>\?\?=\w+\(\w+\(\k<text>\)\),/s;
      if (!place.test(source)) throw new Error(`${path} does not carry its binary as it did`);
      const { binary, load } = place.exec(source).groups;
      return {
        contents: [
          "import { readFileSync as __read } from 'node:fs';",
          "import { brotliDecompressSync as __unpack } from 'node:zlib';",
          source.replace(
            place,
            () =>
              `var ${binary};${load}${binary}??=__unpack(__read(new URL('./${fileName}',import.meta.url))),`,
          ),
        ].join('\n'),
        loader: 'js',
      };
    });
  },
};

/** Writes the file that the bundle reads. */
export async function writeGraphvizBinary(folder) {
  const { instantiate } = WebAssembly;
  let binary;
  WebAssembly.instantiate = (source, ...more) => {
    binary = source;
    return instantiate(source, ...more);
  };
  try {
    const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
    await Graphviz.load();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  if (!ArrayBuffer.isView(binary)) throw new Error('Graphviz was not loaded from bytes');
  const packed = brotliCompressSync(binary, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: binary.byteLength, [constants.BROTLI_PARAM_QUALITY]: 10 },
  });
  writeFileSync(join(folder, fileName), packed);
}
