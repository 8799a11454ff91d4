/**
 * `npm run bench:studio`: what a picture costs, beside peers on the same graphs. Layout is CPU time from the graph of a
 * design to where everything stands, contenders in turns: ours beside elkjs in this process, and LikeC4 in one of its own.
 * Of a large graph we draw more things than it has, so that no edge leads from box to box: that is part of our time. LikeC4
 * lays out what we draw: of a design whose events go round, it takes minutes to find out what there is to lay out.
 * Moving a picture is main-thread time in Chromium, of frames in which it is moved and made smaller and larger: the studio's
 * page beside React Flow. What has a goal in ms stands beside that goal: a layout, and one after a change; from the command to
 * a server that answers and to the first picture; large pictures, shown first and moved; a search; and what a change costs
 * until it is seen, one on disk, one of the picture's, and one that is typed; and how far a change moves what stood there. How
 * smoothly a page goes that shows live messages, how often a minute of them is told of, and what stays of it in memory. Peers are those of `npm run bench:peers`; what is not there is left out, and said so.
 *
 * `node tests/bench/studio.mjs [--rounds 3] [--layouts 70,193,960] [--events 70,350] [--large 1000] [--live 193]
 * [--soak 60]`: events of the designs that are laid out, of those whose pictures are moved, of the one that is searched and moved
 * without a peer, and of the one that runs; seconds of live messages
 */
import { fork, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { installNode, nodeVersions } from '../../scripts/install-node.mjs';
import { peersFolder } from './install-peers.mjs';
import { writeSystem } from './make-system.mjs';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    events: { type: 'string', default: '70,350' },
    layouts: { type: 'string', default: '70,193,960' },
    large: { type: 'string', default: '1000' },
    live: { type: 'string', default: '193' },
    soak: { type: 'string', default: '60' },
  },
});
const rounds = Number(values.rounds);
const sizesOf = (list) =>
  list
    .split(',')
    .filter((size) => size !== '')
    .map(Number);
/** A peer that has not read a graph after so many ms is left out. */
const longestWait = 180_000;
/** So many frames in which a picture is moved, then so many in which its size changes. */
const frames = 60;
/** The studio's picture is there: things that are too small to be told are not. */
const ownPicture = '.picture :is(.eda-node, .eda-group)';

/** Goals in ms by how many things a picture shows, the smallest first. */
const goals = {
  layout: [
    [50, 80],
    [200, 120],
    [1000, 500],
    [3000, 1500],
  ],
  first: [
    [1000, 250],
    [3000, 400],
  ],
  moving: [
    [200, 4],
    [1000, 8],
    [3000, 12],
  ],
};

const peers = peersFolder();
const peerPath = (name) => {
  try {
    return createRequire(join(peers, 'package.json')).resolve(name);
  } catch {
    return undefined;
  }
};

const folder = mkdtempSync(join(tmpdir(), 'eda-bench-studio-'));
try {
  reportSize();
  await benchStart();
  const program = await loadProgram();
  const makeGraph = (size) => {
    const system = join(folder, `events-${size}`);
    mkdirSync(system, { recursive: true });
    writeSystem(size, system);
    return { system, graph: program.graphOf(system) };
  };
  for (const size of sizesOf(values.layouts)) await benchLayout(makeGraph(size).graph, program);
  for (const size of sizesOf(values.events)) {
    const { system, graph } = makeGraph(size);
    const drawn = program.layOut(graph);
    const counts = `${drawn.input.nodes.length} things, ${drawn.input.edges.length} edges`;
    await benchMoving(size, counts, system, drawn);
    await benchChanges(size, drawn.input.nodes.length, system);
  }
  for (const size of sizesOf(values.large)) {
    const { system, graph } = makeGraph(size);
    await benchLarge(size, program.layOut(graph).input.nodes.length, system);
  }
  for (const size of sizesOf(values.live)) {
    const { system, graph } = makeGraph(size);
    await benchLivePage(program.layOut(graph).input.nodes.length, system, program);
  }
  if (Number(values.soak) > 0) await benchLive(makeGraph(70).system, program, Number(values.soak));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What the page loads before its first picture. */
function reportSize() {
  const built = join(root, 'dist/studio');
  const names = readdirSync(built);
  const first = names.filter((name) => /^(studio|chunk)-.*\.js$|\.css$/.test(name));
  const sum = (files) =>
    files.reduce((bytes, name) => bytes + gzipSync(readFileSync(join(built, name))).length, 0) / 1024;
  const editor = names.filter((name) => /^text-editor-/.test(name));
  const against = (title, kilobytes, files) =>
    reportRow({
      title,
      ratio: (sum(files) * 1024) / (kilobytes * 1000),
      goal: 1,
      detail: `${sum(files).toFixed(1)} KiB gzipped`,
    });
  against('JS and CSS before the first picture / 60 KB', 60, first);
  against('  with the editor / 220 KB', 220, [...first, ...editor]);
}

/** The goal for a picture of so many things: between two sizes that have one, in proportion. */
function goalAt(goal, things) {
  const next = goal.findIndex(([size]) => size >= things);
  if (next === 0) return goal[0][1];
  const [[low, from], [high, to]] = next === -1 ? goal.slice(-2) : goal.slice(next - 1, next + 1);
  return Math.round(from + ((to - from) * (Math.min(things, high) - low)) / (high - low));
}

async function benchLayout(graph, { layOut, inputOf, openRelayout }) {
  const input = inputOf(graph);
  const contenders = [['eda', () => layOut(graph)]];
  const elk = await openElk();
  if (elk !== undefined) contenders.push(['elkjs', () => elk(input)]);
  const drawn = layOut(graph).input;
  const likec4 = await openLikeC4(drawn);
  const costs = new Map(['eda', 'elkjs', 'LikeC4'].map((name) => [name, []]));
  // The first round warms all up, and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of contenders) {
      const before = process.cpuUsage();
      await run();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) costs.get(name).push((user + system) / 1000);
    }
    const spent = await likec4?.layout();
    if (round > 0 && spent !== undefined) costs.get('LikeC4').push(spent);
  }
  likec4?.stop();
  const own = median(costs.get('eda'));
  const size = ({ nodes, edges }) => `${nodes.length} things, ${edges.length} edges`;
  // The goal is one beside elkjs.
  for (const [peer, subject, goal] of [
    ['elkjs', `a design of ${size(input)}`, { goal: 0.125 }],
    ['LikeC4', `a picture of ${size(drawn)}`, {}],
  ]) {
    if (costs.get(peer).length === 0) {
      missing(peer);
      continue;
    }
    const other = median(costs.get(peer));
    reportRow({
      title: `layout of ${subject} / ${peer}`,
      ratio: own / other,
      ...goal,
      detail: `${own.toFixed(0)} ms / ${other.toFixed(0)} ms CPU`,
    });
  }
  const things = drawn.nodes.length;
  reportGoal(`layout of a picture of ${things} things`, own, goalAt(goals.layout, things), 'ms CPU');
  const layOutAgain = openRelayout(graph);
  const shifts = [];
  const changes = Array.from({ length: 4 * rounds }, (_, turn) => {
    const before = process.cpuUsage();
    const { known, changed } = layOutAgain(turn);
    const { user, system } = process.cpuUsage(before);
    shifts.push(shiftBetween(known, changed));
    return (user + system) / 1000;
  });
  reportGoal(`  again, with one thing more`, median(changes), 40, 'ms CPU');
  reportRow({
    title: '  how far what stood there moves then / 40 px',
    ratio: median(shifts) / 40,
    goal: 1,
    detail: `${median(shifts).toFixed(0)} px in the median; at most ${Math.max(...shifts).toFixed(0)} px`,
  });
}

/** How far the middle one of the things that two layouts have in common goes from one to the other, in px. */
function shiftBetween(before, after) {
  return median(
    Object.entries(before.nodes).map(([id, { x, y }]) =>
      Math.hypot(after.nodes[id].x - x, after.nodes[id].y - y),
    ),
  );
}

/** LikeC4 with a graph; `layout` gives the ms of CPU that one took, undefined where it found none. */
async function openLikeC4(input) {
  const path = peerPath('likec4');
  // It asks for a Node that is newer than the oldest of ours.
  const execPath = path === undefined ? undefined : installNode(nodeVersions[22]);
  if (execPath === undefined) return undefined;
  const child = fork(fileURLToPath(new URL('peer-likec4.mjs', import.meta.url)), [path], { execPath });
  const answer = () =>
    new Promise((done) => {
      const end = () => done({ failure: 'it ended' });
      child.once('exit', end);
      child.once('message', (message) => {
        child.off('exit', end);
        done(message);
      });
    });
  const ask = (question) => {
    const told = answer();
    child.send(question);
    return told;
  };
  await answer();
  const deadline = setTimeout(() => child.kill(), longestWait);
  const { things, failure } = await ask(input);
  clearTimeout(deadline);
  if (things !== input.nodes.length) {
    console.error(`LikeC4 shows ${things ?? 'none'} of ${input.nodes.length} things: ${failure}`);
    child.kill();
    return undefined;
  }
  return {
    layout: async () => {
      const { ms, failure: reason } = await ask('layout');
      if (reason !== undefined) console.error(`LikeC4: ${reason}`);
      return ms;
    },
    stop: () => child.disconnect(),
  };
}

async function openElk() {
  const path = peerPath('elkjs/lib/elk.bundled.js');
  if (path === undefined) return undefined;
  const Elk = createRequire(import.meta.url)(path);
  return async ({ nodes, edges, groups }) => {
    const elk = new Elk();
    const childOf = ({ id, width, height }) => ({ id, width, height });
    await elk.layout({
      id: 'root',
      layoutOptions: {
        'elk.algorithm': 'layered',
        'elk.direction': 'RIGHT',
        'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      },
      children: [
        ...groups.map(({ id }) => ({ id, children: nodes.filter((node) => node.group === id).map(childOf) })),
        ...nodes.filter(({ group }) => group === undefined).map(childOf),
      ],
      edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
    });
  };
}

async function benchMoving(size, counts, system, graph) {
  const browser = await openChromium();
  if (browser === undefined) return;
  const studio = await openStudio(system);
  const flow = await openReactFlow(graph);
  try {
    const costs = { eda: [], flow: [] };
    for (let round = 0; round <= rounds; round++) {
      const own = await measure(browser, flowOf(studio.url), ownPicture);
      if (round > 0) costs.eda.push(own);
      if (flow === undefined) continue;
      const other = await measure(browser, flow.url, '.react-flow__node');
      if (round > 0) costs.flow.push(other);
    }
    const own = median(costs.eda);
    const things = graph.input.nodes.length;
    reportGoal(
      `moving a picture of ${things} things, a frame`,
      own,
      goalAt(goals.moving, things),
      'ms of the main thread',
    );
    if (flow === undefined) return missing('React Flow');
    const other = median(costs.flow);
    reportRow({
      title: `moving the picture of ${size} events, ${counts} / React Flow`,
      ratio: own / other,
      // The goal is one for large pictures.
      ...(things >= 900 ? { goal: 0.33 } : {}),
      detail: `${own.toFixed(1)} ms / ${other.toFixed(1)} ms of the main thread a frame`,
    });
  } finally {
    await browser.close();
    studio.stop();
    flow?.stop();
  }
}

/**
 * From the command to a server that answers, and to the first picture. Beside what a clock saw, which a busy machine makes
 * longer, the time that the server and the page's thread worked: on an idle one that is about how long it takes.
 */
async function benchStart() {
  const browser = await openChromium();
  if (browser === undefined) return;
  const costs = { listening: [], listened: [], picture: [], pictured: [] };
  try {
    for (let round = 0; round <= rounds; round++) {
      // A browser is open already.
      const page = await browser.newPage();
      const work = await watchWork(page);
      const began = performance.now();
      const studio = await openStudio(join(root, 'examples/todo'));
      const listened = performance.now() - began;
      const listening = workOf(studio.pid);
      await page.goto(studio.url, { waitUntil: 'commit' });
      await page.waitForSelector(ownPicture, { state: 'attached' });
      const pictured = performance.now() - began;
      const picture = workOf(studio.pid) + (await work());
      await page.close();
      studio.stop();
      if (round === 0) continue;
      for (const [cost, ms] of Object.entries({ listening, listened, picture, pictured }))
        costs[cost].push(ms);
    }
  } finally {
    await browser.close();
  }
  const told = (cost) => `ms CPU; ${median(costs[cost]).toFixed(0)} ms by the clock`;
  reportGoal('eda studio until it listens', median(costs.listening), 300, told('listened'));
  reportGoal('eda studio until the first picture of todo', median(costs.picture), 900, told('pictured'));
}

/** Time that a process worked since it began, in ms: all its threads. */
function workOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // Ticks of a hundredth of a second, in user mode and in the system.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Tells how long the thread of a page worked, in ms, whatever else the machine does. */
async function watchWork(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
  };
}

/**
 * What a change costs until it is seen, of server and page, beside what a clock saw: one of a file on disk until the picture
 * has it, one of the picture's until it is written, and a key in the text until what it does is told. The clock of that counts
 * the time that the page waits for a further key.
 */
async function benchChanges(events, things, system) {
  const browser = await openChromium();
  if (browser === undefined) return;
  const studio = await openStudio(system, []);
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  try {
    await page.goto(flowOf(studio.url));
    await page.waitForSelector(ownPicture, { state: 'attached' });
    const work = await watchWork(page);
    const costs = { disk: [], picture: [], key: [] };
    const clocks = { disk: [], picture: [], key: [] };
    const spend = async (what, run) => {
      const [server, thread, began] = [workOf(studio.pid), await work(), performance.now()];
      await run();
      clocks[what].push(performance.now() - began);
      costs[what].push(workOf(studio.pid) - server + (await work()) - thread);
    };
    const [file] = readdirSync(join(system, 'domains'));
    const domain = file.replace('.eda.yaml', '');
    const path = join(system, 'domains', file);
    const text = readFileSync(path, 'utf8');
    for (let round = 0; round < 2 * rounds; round++) {
      await spend('disk', async () => {
        const seen = waitForMore(page);
        writeFileSync(path, `${readFileSync(path, 'utf8')}  late-${round}:\n    domain: ${domain}\n`);
        await seen;
      });
      const shown = waitForMore(page);
      await spend('picture', async () => {
        const operation = { kind: 'add-service', name: `drawn-${round}`, domain };
        const status = await page.evaluate(
          async (asked) => {
            const headers = { 'content-type': 'application/json' };
            const answer = await fetch('/api/operation', {
              method: 'POST',
              headers,
              body: JSON.stringify(asked),
            });
            return answer.status;
          },
          { operation },
        );
        const isWritten = readFileSync(path, 'utf8').includes(`drawn-${round}`);
        if (status !== 200 || !isWritten) throw new Error(`the operation is answered with ${status}`);
      });
      await shown;
    }
    await page.keyboard.press('e');
    const status = page.locator('.source-bar [role=status]');
    await page.locator('.cm-content').click();
    for (let round = 0; round < 2 * rounds; round++) {
      await page.keyboard.press('Control+Home');
      await spend('key', async () => {
        const told = waitForFindings(page);
        await page.keyboard.type('x');
        await told;
      });
      await page.keyboard.press('Backspace');
      await status.filter({ hasText: 'as on disk' }).waitFor();
      await page.waitForTimeout(400);
    }
    writeFileSync(path, text);
    const told = (what) =>
      `ms CPU of server and page, ${things} things; ${median(clocks[what]).toFixed(0)} ms by the clock`;
    reportGoal(`a change on disk until it is seen, ${events} events`, median(costs.disk), 250, told('disk'));
    reportGoal(
      `a change of the picture until it is written, ${events} events`,
      median(costs.picture),
      200,
      told('picture'),
    );
    reportGoal(`a key until its findings are told, ${events} events`, median(costs.key), 100, told('key'));
  } finally {
    await browser.close();
    studio.stop();
  }
}

/** Until the picture has more things than it has now: the line below it counts them, drawn from afar or not. */
function waitForMore(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const line = document.querySelector('.drawer-line .muted');
        const before = Number.parseInt(line.textContent, 10);
        const observer = new MutationObserver(() => {
          if (Number.parseInt(line.textContent, 10) <= before) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(done));
        });
        observer.observe(line, { characterData: true, childList: true, subtree: true });
      }),
  );
}

/** Until the editor tells of findings: the page says so itself, as whoever asks it now and then learns of it late. */
function waitForFindings(page) {
  return page.evaluate(
    () =>
      new Promise((done) => {
        const bar = document.querySelector('.source-bar');
        const observer = new MutationObserver(() => {
          if (!bar.querySelector('[role=status]').textContent.includes('finding')) return;
          observer.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(done));
        });
        observer.observe(bar, { characterData: true, childList: true, subtree: true });
      }),
  );
}

/** What a large design costs the page: its first picture, a search, and moving its picture. */
async function benchLarge(events, things, system) {
  const browser = await openChromium();
  if (browser === undefined) return;
  const studio = await openStudio(system);
  try {
    const costs = { first: [], search: [], frame: [] };
    for (let round = 0; round <= rounds; round++) {
      const first = await measureFirst(browser, flowOf(studio.url));
      const searched = await measureSearch(browser, flowOf(studio.url));
      const frame = await measure(browser, flowOf(studio.url), ownPicture);
      if (round === 0) continue;
      costs.first.push(first);
      costs.search.push(searched);
      costs.frame.push(frame);
    }
    const ofThread = 'ms of the main thread';
    reportGoal(
      `the first picture of ${things} things`,
      median(costs.first),
      goalAt(goals.first, things),
      ofThread,
    );
    reportGoal(`searching ${events} events, a key`, median(costs.search), 30, ofThread);
    reportGoal(
      `moving a picture of ${things} things, a frame`,
      median(costs.frame),
      goalAt(goals.moving, things),
      ofThread,
    );
  } finally {
    await browser.close();
    studio.stop();
  }
}

/** What the page's thread does, in ms, until a picture is shown that the server has drawn before. */
async function measureFirst(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  const work = await watchWork(page);
  await page.goto(url);
  await page.waitForSelector(ownPicture, { state: 'attached' });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const spent = await work();
  await page.close();
  return spent;
}

/** What a key costs that finds something, in ms of the page's thread, until that is shown. */
async function measureSearch(browser, url) {
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(url);
  await page.waitForSelector(ownPicture, { state: 'attached' });
  const work = await watchWork(page);
  await page.keyboard.press('/');
  await page.waitForSelector('dialog[open] input');
  const words = ['b', 'bill', 'parcel', 'catalog offer', 'shipping ticket', 'orders doc'];
  const costs = [];
  for (const word of words) {
    const before = await work();
    await page.evaluate(async (text) => {
      const input = document.querySelector('dialog[open] input');
      input.value = text;
      input.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    }, word);
    const spent = (await work()) - before;
    const first = await page.textContent('dialog[open] [role=option]');
    if (!first.includes(word.split(' ')[0])) throw new Error(`${word} finds ${first}`);
    costs.push(spent);
  }
  await page.close();
  return median(costs);
}

/**
 * Two hundred messages a second, as a running system tells of them: how often the page hears of it, and what of the memory is
 * taken at the end beyond what was after a sixth of the time.
 */
async function benchLive(system, { openLive }, seconds) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  const live = await openLive(system);
  let frames = 0;
  const close = live.watch(() => {
    frames += 1;
  });
  let sent = 0;
  const timer = setInterval(() => {
    live.tell(20);
    sent += 20;
  }, 100);
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  await wait((seconds * 1000) / 6);
  const before = heap();
  const seen = frames;
  await wait((seconds * 5000) / 6);
  const grown = heap() - before;
  const pace = (frames - seen) / ((seconds * 5) / 6);
  clearInterval(timer);
  close();
  const detail = `${sent} messages in ${seconds} s`;
  reportRow({
    title: 'frames a second of 200 live messages a second / 10',
    ratio: pace / 10,
    goal: 1,
    detail: `${pace.toFixed(1)} frames a second, ${detail}`,
  });
  reportRow({
    title: '  growth of the heap / 5 MiB',
    ratio: Math.max(0, grown) / 5,
    goal: 1,
    detail: `${grown.toFixed(1)} MiB, ${detail}`,
  });
}

/**
 * What a frame of the page costs while it shows two hundred messages a second, of which 55 shall fit into one: the running
 * system as the server tells of it is told to the page at the server's pace, so that the page alone is measured.
 */
async function benchLivePage(things, system, { openLive }) {
  const browser = await openChromium();
  if (browser === undefined) return;
  const told = [];
  const live = await openLive(system);
  const close = live.watch((frame) => told.push(frame));
  for (let tick = 0; tick < 20; tick++) {
    live.tell(20);
    await new Promise((done) => setTimeout(done, 100));
  }
  close();
  const studio = await openStudio(system);
  try {
    const costs = { second: [], frame: [] };
    for (let round = 0; round <= rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
      page.setDefaultTimeout(240_000);
      const work = await watchWork(page);
      await page.addInitScript((frames) => {
        const Source = window.EventSource;
        window.EventSource = class extends Source {
          constructor(url) {
            super(url);
            if (!url.endsWith('/live')) return;
            this.close();
            let next = 0;
            setInterval(() => {
              const data = frames[next++ % frames.length];
              this.dispatchEvent(new MessageEvent('live', { data }));
            }, 200);
          }
        };
      }, told);
      await page.goto(studio.url.replace('#', '?v=flow&live#'));
      await page.waitForSelector('.live-dot', { state: 'attached' });
      await page.waitForTimeout(1500);
      const before = await work();
      const shown = await page.evaluate(
        () =>
          new Promise((done) => {
            let frames = 0;
            const end = performance.now() + 3000;
            const next = (now) => {
              if (now >= end) return done(frames);
              frames += 1;
              requestAnimationFrame(next);
            };
            requestAnimationFrame(next);
          }),
      );
      const spent = (await work()) - before;
      await page.close();
      if (round === 0) continue;
      costs.second.push(shown / 3);
      costs.frame.push(spent / shown);
    }
    reportGoal(
      `a frame of ${things} things with 200 messages a second`,
      median(costs.frame),
      Math.floor(1000 / 55),
      `ms of the main thread; ${median(costs.second).toFixed(0)} frames a second by the clock`,
    );
  } finally {
    await browser.close();
    studio.stop();
  }
}

function reportGoal(title, ms, goal, of) {
  const detail = `${ms.toFixed(ms < 100 ? 1 : 0)} ${of}`;
  reportRow({ title: `${title} / ${goal} ms`, ratio: ms / goal, goal: 1, detail });
}

/** Undefined, and said so, where there is none. */
async function openChromium() {
  const executablePath = process.env.EDA_CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(executablePath))
    return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  console.log('what a page costs is left out: there is no Chromium');
  return undefined;
}

/** The address of the studio with the flow, which large designs do not begin with. */
function flowOf(url) {
  return url.replace('#', '?v=flow#');
}

/** Main-thread time a frame, in ms, while the picture is dragged and its size changed by the wheel. */
async function measure(browser, url, selector) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 860 } });
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForSelector(selector, { state: 'attached' });
  await page.waitForTimeout(1500);
  const taskTime = await watchWork(page);
  const shown = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const before = await taskTime();
  await page.mouse.move(900, 120);
  await page.mouse.down();
  for (let frame = 0; frame < frames; frame++) {
    await page.mouse.move(900 - frame * 4, 120 + frame * 3);
    await shown();
  }
  await page.mouse.up();
  for (let frame = 0; frame < frames; frame++) {
    await page.mouse.wheel(0, frame < frames / 2 ? -100 : 100);
    await shown();
  }
  const spent = (await taskTime()) - before;
  await context.close();
  return spent / (2 * frames);
}

async function openStudio(cwd, flags = ['--read-only']) {
  const started = spawn(process.execPath, [join(root, 'bin/eda.js'), 'studio', '--port', '0', ...flags], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise((done, fail) => {
    let text = '';
    started.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(text)?.[0];
      if (found !== undefined) done(found);
    });
    started.on('exit', () => fail(new Error('eda studio ended')));
  });
  return { url, pid: started.pid, stop: () => started.kill('SIGTERM') };
}

/** The same things and edges at the same places, as React Flow shows them with what it comes with. */
async function openReactFlow({ input, layout }) {
  if (peerPath('@xyflow/react') === undefined || peerPath('react-dom/client') === undefined) return undefined;
  const nodes = input.nodes.map(({ id, width, height }) => ({
    id,
    position: { x: layout.nodes[id].x, y: layout.nodes[id].y },
    data: { label: id },
    style: { width, height },
  }));
  const edges = input.edges.map(({ id, from, to }) => ({ id, source: from, target: to }));
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createElement } from 'react';
        import { createRoot } from 'react-dom/client';
        import { ReactFlow } from '@xyflow/react';
        import '@xyflow/react/dist/style.css';
        const { nodes, edges } = ${JSON.stringify({ nodes, edges })};
        createRoot(document.querySelector('#app')).render(
          createElement(ReactFlow, { defaultNodes: nodes, defaultEdges: edges, fitView: true, minZoom: 0.02 }),
        );`,
      resolveDir: peers,
    },
    bundle: true,
    minify: true,
    write: false,
    outdir: folder,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const files = Object.fromEntries(
    outputFiles.map(({ path, text }) => [path.endsWith('.css') ? '/s.css' : '/s.js', text]),
  );
  const page =
    '<!doctype html><link rel=stylesheet href=/s.css><style>html,body,#app{height:100%;margin:0}</style><div id=app></div><script src=/s.js></script>';
  const server = createServer((request, response) => {
    const text = files[request.url] ?? page;
    response.setHeader(
      'content-type',
      request.url.endsWith('.css')
        ? 'text/css'
        : request.url.endsWith('.js')
          ? 'text/javascript'
          : 'text/html',
    );
    response.end(text);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}

/** Our own code as it is built: from a design to what a layout is asked, and the layout. */
async function loadProgram() {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: {
      contents: `
        import { createDiskFiles } from './src/spec/project-files.ts';
        import { loadDesign } from './src/pipeline.ts';
        import { indexArchitecture } from './src/model/query.ts';
        import { flowGraph } from './src/draw/graph/flow-graph.ts';
        import { readableGraph } from './src/draw/graph/readable-graph.ts';
        import { draftScene } from './src/draw/scene/build-scene.ts';
        import { layoutGraph } from './src/draw/layout/layout-graph.ts';
        import { loadGraphviz } from './src/draw/layout/graphviz.ts';
        import { continueLayout, laidOutWhole } from './src/draw/layout/continue-layout.ts';
        import { createPieceMemory } from './src/draw/layout/piece-memory.ts';
        import { createLiveHandler } from './src/studio/live/live-routes.ts';
        const dot = await loadGraphviz();
        export async function openLive(folder) {
          const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
          const index = indexArchitecture(architecture);
          const steps = Object.values(architecture.events).flatMap(({ name, type }) => [
            ...index.publishersOf(name).map(({ service }) => ({ kind: 'published', service: service.name, type })),
            ...index.subscribersOf(name).map(({ service }) => ({ kind: 'handled', service: service.name, type })),
          ]);
          let listener = () => {};
          let told = 0;
          const system = {
            status: () => ({ environment: 'local', services: Object.keys(architecture.services) }),
            follow: (onMessages) => {
              listener = onMessages;
              return () => {};
            },
            backlog: async () => [],
            deadLetters: async () => [],
          };
          const control = { state: () => ({ phase: 'running', isOurs: false }) };
          const store = { state: () => ({ design: { architecture, index } }) };
          const handle = createLiveHandler({ system, control, store, readOnly: true });
          const { stream } = await handle({ method: 'GET', path: 'live', query: new URLSearchParams(), body: undefined });
          return {
            watch: (onFrame) => stream((_, frame) => onFrame(JSON.stringify(frame))),
            tell: (count) =>
              listener(
                Array.from({ length: count }, () => ({
                  ...steps[told++ % steps.length],
                  at: Date.now(),
                  eventId: String(told),
                  correlationId: String(told >> 2),
                  ms: 3,
                  text: JSON.stringify({ id: told, data: { id: String(told), amount: told } }),
                })),
                false,
              ),
          };
        }
        export function graphOf(folder) {
          const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
          return flowGraph({ architecture, index: indexArchitecture(architecture) });
        }
        export function openRelayout(graph) {
          const { input } = draftScene(readableGraph(graph));
          const memory = createPieceMemory();
          const known = layoutGraph(input, dot, memory);
          return (turn) => {
            const { id } = input.groups[turn % input.groups.length];
            const neighbour = input.nodes.find(({ group }) => group === id);
            const changed = {
              ...input,
              nodes: [...input.nodes, { ...neighbour, id: 'new ' + turn }],
              edges: [...input.edges, { id: 'fresh', from: neighbour.id, to: 'new ' + turn }],
            };
            // As the studio does it: from the picture that was seen.
            const seen = laidOutWhole(input, known);
            const next = continueLayout(seen, changed)?.layout ?? layoutGraph(changed, dot, memory);
            return { known, changed: next };
          };
        }
        export const inputOf = (graph) => draftScene(graph).input;
        export function layOut(graph) {
          const { input } = draftScene(readableGraph(graph));
          return { input, layout: layoutGraph(input, dot) };
        }`,
      resolveDir: root,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

function missing(peer) {
  console.log(`${peer} is left out: npm run bench:peers installs it`);
}
