/**
 * Lays out with LikeC4, in a process of the Node that it asks for: told a graph, it answers with the CPU time of one
 * layout in ms, as often as it is asked.
 *
 * `node peer-likec4.mjs <path of LikeC4>`, over IPC: `{ nodes, edges, groups }`, then `layout`.
 */
import { pathToFileURL } from 'node:url';

const { LikeC4 } = await import(pathToFileURL(process.argv[2] ?? '').href);

let layout;
process.on('message', async (message) => {
  try {
    if (message !== 'layout') {
      layout = await open(message);
      process.send?.({ things: layout.things });
      return;
    }
    const before = process.cpuUsage();
    await layout.run();
    const { user, system } = process.cpuUsage(before);
    process.send?.({ ms: (user + system) / 1000 });
  } catch (error) {
    process.send?.({ failure: String(error?.message ?? error) });
  }
});
process.send?.({ ready: true });

/** The same things, boxes and edges as a LikeC4 workspace with one view of all. */
async function open({ nodes, edges, groups }) {
  const names = new Map();
  const element = ({ id }, number) => {
    const own = `n${number}`;
    const box = groups.findIndex((group) => group.id === nodes[number].group);
    names.set(id, box === -1 ? own : `g${box}.${own}`);
    return { box, text: `${own} = thing '${id.replace(/['\\]/g, '')}'` };
  };
  const elements = nodes.map(element);
  const inside = (box) => elements.filter((one) => one.box === box).map(({ text }) => text);
  const source = [
    'specification {\nelement thing\nelement box\n}',
    'model {',
    ...groups.map(({ id }, box) => `g${box} = box '${id}' {\n${inside(box).join('\n')}\n}`),
    ...inside(-1),
    ...edges.map(({ from, to }) => `${names.get(from)} -> ${names.get(to)}`),
    '}',
    'views {\nview all {\ninclude element.kind = thing, element.kind = box\nautoLayout LeftRight\n}\n}',
  ].join('\n');
  const likec4 = await LikeC4.fromSource(source, { logger: false });
  const [error] = likec4.getErrors();
  if (error !== undefined) throw new Error(error.message);
  const model = await likec4.computedModel();
  const { $view } = [...model.views()].find(({ id }) => id === 'all');
  // Of the layout alone: reading the text and choosing what a view shows is done.
  const run = () => likec4.viewsService.layouter.layout({ view: $view, styles: model.$styles });
  return { things: $view.nodes.length - groups.length, run };
}
