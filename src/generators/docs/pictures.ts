import type { Design } from '../../draw/drawing.ts';
import { flowGraph } from '../../draw/graph/flow-graph.ts';
import { elementId, type Graph } from '../../draw/graph/graph.ts';
import { mapGraph } from '../../draw/graph/map-graph.ts';
import { elementsIn, partOf } from '../../draw/graph/narrow-graph.ts';
import { readableGraph } from '../../draw/graph/readable-graph.ts';
import { sagaGraph } from '../../draw/graph/saga-graph.ts';
import { arrangeLayout } from '../../draw/layout/arrange-layout.ts';
import type { LayoutFile } from '../../draw/layout/layout-file.ts';
import { fitsAtOnce } from '../../draw/layout/layout-graph.ts';
import { layoutNow } from '../../draw/layout/layout-now.ts';
import { buildScene, draftScene } from '../../draw/scene/build-scene.ts';
import { countKinds, renderSvg } from '../../draw/svg/render-svg.ts';
import { fileName } from '../../model/names.ts';
import { domainNamesOf } from '../../model/query.ts';
import { printHeader } from '../../print/header.ts';
import { printMarkdownParagraphs } from '../../print/markdown.ts';
import type { PlannedFile } from '../generator.ts';
import { diagramPath, type Links } from './links.ts';

/**
 * Which pictures there are. `system`: the event flow, where it can be read as one picture, and each saga, which costs a
 * small system a tenth of a second and a big one nothing; `domains`: of a big system also the map of its domains and
 * the flow of each, which makes the first run of a thousand events two thirds longer; `none`: Mermaid alone.
 */
export const pictureSets = ['system', 'domains', 'none'] as const;

/** The pictures that pages show; what is absent is drawn as Mermaid. */
export interface Pictures {
  readonly map?: Picture;
  readonly flow?: Picture;
  readonly domains: ReadonlyMap<string, Picture>;
  readonly sagas: ReadonlyMap<string, Picture>;
}

/** A picture as the studio and `eda diagram` draw it. */
export interface Picture {
  readonly graph: Graph;
  readonly file: PlannedFile;
}

export function planPictures(
  design: Design,
  set: (typeof pictureSets)[number],
  places: LayoutFile | undefined,
): Pictures {
  const { architecture } = design;
  const pictures = { domains: new Map<string, Picture>(), sagas: new Map<string, Picture>() };
  if (set === 'none') return pictures;
  const plan = (name: string, graph: Graph, isWhole: boolean): Picture =>
    planPicture(name, graph, architecture.system.at.file, isWhole ? places : undefined);

  const sagas = Object.keys(architecture.sagas);
  if (sagas.length > 0) {
    const all = sagaGraph(design);
    for (const name of sagas) {
      const graph = { ...partOf(all, new Set([elementId.saga(name)]), 0), title: `Saga ${name}` };
      pictures.sagas.set(name, plan(`saga-${fileName(name)}`, graph, false));
    }
  }

  const flow = isReadable(design) || set === 'domains' ? flowGraph(design) : undefined;
  if (flow === undefined || flow.nodes.length === 0) return pictures;
  if (fitsAtOnce(flow)) return { ...pictures, flow: plan('flow', flow, true) };
  if (set !== 'domains') return pictures;
  const domains = domainNamesOf(architecture);
  for (const domain of domains) {
    const graph = { ...partOf(flow, elementsIn(flow, domain), 1), title: `Event flow of domain ${domain}` };
    if (graph.nodes.length > 0) pictures.domains.set(domain, plan(`flow-${fileName(domain)}`, graph, false));
  }
  return domains.length < 2 ? pictures : { ...pictures, map: plan('map', mapGraph(design), true) };
}

/** All pictures, for their files. */
export function listPictures({ map, flow, domains, sagas }: Pictures): readonly Picture[] {
  return [map, flow, ...domains.values(), ...sagas.values()].filter((picture) => picture !== undefined);
}

/** Whether the flow may fit into one picture, without making it: of big systems it never does. */
function isReadable({ architecture: { services, events, projections } }: Design): boolean {
  const nodes = [services, events, projections].flatMap((part) => Object.keys(part));
  return fitsAtOnce({ nodes, edges: [] });
}

/** Laid out and drawn only where what it shows has changed. */
function planPicture(name: string, graph: Graph, specPath: string, places: LayoutFile | undefined): Picture {
  const arrangement = places?.views[graph.view];
  const header = printHeader('md', specPath);
  const content = (): string => {
    const draft = draftScene(readableGraph(graph));
    const layout = arrangeLayout(layoutNow(draft.input), draft.input, arrangement);
    return header + renderSvg(buildScene(draft, layout), { theme: 'auto' });
  };
  const inputs = [header, graph, arrangement];
  return { graph, file: { path: diagramPath(`${name}.svg`), owner: 'eda', content, inputs } };
}

/** A picture within a page, with what is not in it, and the same as text where that is generated. */
export function printPicture(
  { graph, file }: Picture,
  { picture, mermaid }: Links,
  textName: string | undefined,
): string {
  const alt = `${graph.title}: ${countKinds(graph.nodes)}`;
  return [
    picture(alt, file.path),
    ...graph.remarks.map((remark) => `${printMarkdownParagraphs(remark)}.`),
    ...(textName === undefined ? [] : [mermaid(textName)]),
  ].join('\n\n');
}
