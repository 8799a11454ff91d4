import { didYouMean } from '../diagnostics/suggest.ts';
import type { Design } from '../draw/drawing.ts';
import type { Graph } from '../draw/graph/graph.ts';
import { elementsIn, narrowGraph } from '../draw/graph/narrow-graph.ts';
import { readableGraph } from '../draw/graph/readable-graph.ts';
import { arrangeLayout } from '../draw/layout/arrange-layout.ts';
import { buildScene, draftScene } from '../draw/scene/build-scene.ts';
import type { Scene } from '../draw/scene/scene.ts';
import { findView, type View, views } from '../draw/views.ts';
import type { DiagramOptions } from './commands/diagram.ts';
import { openLayout } from './open-layout.ts';
import type { Project } from './project.ts';
import { readPlaces } from './read-places.ts';

/** What a picture is asked in; Mermaid is text of another kind. */
export type PictureFormat = Exclude<NonNullable<DiagramOptions['format']>, 'mermaid'>;

/** What to write, or why there is nothing. */
export type Picture =
  | { readonly ok: true; readonly content: string | Uint8Array; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly help?: string };

/** A view of a design in a format for people or programs. */
export async function drawPicture(
  kind: string,
  format: PictureFormat,
  options: DiagramOptions,
  design: Design,
  project: Project,
): Promise<Picture> {
  // The context of the Mermaid texts is what is called a map where it is drawn.
  const view = findView(kind === 'context' ? 'map' : kind);
  if (view === undefined) {
    const known = views.map(({ id }) => id);
    const isText = kind === 'sequence' || kind === 'saga';
    return {
      ok: false,
      message: isText
        ? `${kind} is drawn as Mermaid text alone: leave --format ${format} out`
        : `there is no picture ${kind}${didYouMean(kind, known)}; ${known.join(', ')}`,
    };
  }
  const graph = narrowed(view, options, design);
  if (!graph.ok) return graph;
  if (format === 'd2') {
    const { printD2 } = await import('../draw/d2/print-d2.ts');
    return { ok: true, content: printD2(graph.value), remarks: graph.value.remarks };
  }
  const draft = draftScene(readableGraph(graph.value));
  const engine = await openLayout();
  const laid = await engine.layout(draft.input);
  const arrangement = options.domain === undefined ? readPlaces(project.files).views[view.id] : undefined;
  const scene = buildScene(draft, arrangeLayout(laid, draft.input, arrangement));
  engine.close();
  if (format === 'json')
    return { ok: true, content: `${JSON.stringify(scene, null, 2)}\n`, remarks: scene.remarks };
  return drawImage(scene, format, options, project);
}

async function drawImage(
  scene: Scene,
  format: 'svg' | 'png',
  { theme }: DiagramOptions,
  { folder }: Project,
): Promise<Picture> {
  const { renderSvg } = await import('../draw/svg/render-svg.ts');
  if (format === 'svg') return { ok: true, content: renderSvg(scene, { theme }), remarks: scene.remarks };
  const { loadPackage } = await import('../dev/load-package.ts');
  const resvg = await loadPackage<typeof import('@resvg/resvg-js')>(folder, '@resvg/resvg-js');
  if (resvg === undefined) {
    return {
      ok: false,
      message: 'PNG needs the package @resvg/resvg-js, which is not installed',
      help: 'npm install --save-dev @resvg/resvg-js; or draw an SVG: --format svg',
    };
  }
  const svg = renderSvg(scene, { theme: theme === 'auto' ? 'light' : theme });
  const image = new resvg.Resvg(svg, {
    fitTo: { mode: 'zoom', value: pngScale(scene) },
    font: { loadSystemFonts: true, defaultFontFamily: 'Liberation Sans' },
  });
  return { ok: true, content: image.render().asPng(), remarks: scene.remarks };
}

/** Twice the size, for sharp screens; less where that would be more than can be looked at or kept in memory. */
function pngScale({ width, height }: Scene): number {
  const mostPixels = 60_000_000;
  return Math.min(2, Math.sqrt(mostPixels / (width * height)));
}

type Narrowed =
  | { readonly ok: true; readonly value: Graph }
  | { readonly ok: false; readonly message: string };

function narrowed(view: View, { domain, env }: DiagramOptions, design: Design): Narrowed {
  const { domains, environments } = design.architecture;
  if (env !== undefined && environments[env] === undefined) {
    const known = Object.keys(environments);
    return {
      ok: false,
      message: `there is no environment ${env}${didYouMean(env, known)}; ${known.join(', ')}`,
    };
  }
  const graph = view.graph(design, env === undefined ? {} : { environment: env });
  if (domain === undefined) return { ok: true, value: graph };
  if (domains[domain] === undefined) {
    return {
      ok: false,
      message: `the design has no domain ${domain}${didYouMean(domain, Object.keys(domains))}`,
    };
  }
  return { ok: true, value: narrowGraph(graph, elementsIn(graph, domain), 1) };
}
