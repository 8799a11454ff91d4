import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { plural } from '../diagnostics/format/located.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { indexArchitecture } from '../model/query.ts';
import { rememberAnswers } from '../model/remember.ts';
import { planSite } from '../site/plan-site.ts';
import type { SiteAssets } from '../site/site-input.ts';
import type { FileResult } from '../write/write.ts';
import { type WrittenFolder, writeFolder } from '../write/write-folder.ts';
import type { DocsFlags } from './commands/docs.ts';
import { openDocs } from './docs-input.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { keepLayouts } from './kept-layouts.ts';
import { openBrowser } from './open-browser.ts';
import { openLayout } from './open-layout.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';
import type { takeGuides } from './take-guides.ts';

/** `eda docs`: the documentation as a folder of pages. */
export async function runDocs(flags: DocsFlags, globals: GlobalOptions, io: Io): Promise<number> {
  const fail = refuseWith(io);
  const input = await openDocs(flags, globals.cwd, fail);
  if (typeof input === 'number') return input;
  const { project, architecture, history, pages } = input;
  const assets = readAssets();
  if (assets === undefined)
    return fail('the pages’ scripts were not built; npm run build makes them', exitCode.bug);
  const taken = pages === undefined ? undefined : await takePages(pages, input, globals, io);
  if (taken !== undefined && 'code' in taken) return taken.code;

  rememberAnswers(architecture);
  const engine = await openLayout();
  const kept = keepLayouts(join(project.folder, '.eda/cache/layouts.json'), engine.maker, engine.layout);
  const files = await planSite({
    architecture: taken?.architecture ?? architecture,
    index: indexArchitecture(architecture),
    history,
    layout: kept.layout,
    assets,
    ...(taken?.guides === undefined ? {} : { guides: taken.guides }),
    ...(pages?.pagesAlone === true ? { pagesAlone: true } : {}),
  });
  engine.close();
  // Whoever checks writes nothing.
  if (!flags.check && pages?.pagesAlone !== true) kept.save();
  const folder = resolve(globals.cwd, flags.out);
  const written = writeFolder({
    folder,
    writer: 'site',
    files: [...files, ...(taken?.pictures ?? [])],
    force: flags.force,
    mode: flags.check ? 'plan' : 'write',
  });
  if (written.kind !== 'done') return refuse(written, flags, fail);
  const code = say(written.results, flags, globals, io);
  if (flags.open && code === exitCode.fine) openBrowser(pathToFileURL(join(folder, 'index.html')).href, io);
  return code;
}

/** What reads Markdown is loaded where pages are named. */
async function takePages(...asked: Parameters<typeof takeGuides>): Promise<ReturnType<typeof takeGuides>> {
  const { takeGuides } = await import('./take-guides.ts');
  return takeGuides(...asked);
}

/** Paths that are named one by one. */
const mostPaths = 5;

function refuse(
  written: Exclude<WrittenFolder, { kind: 'done' }>,
  { out, check }: DocsFlags,
  fail: ReturnType<typeof refuseWith>,
): number {
  switch (written.kind) {
    case 'foreign':
      return fail(
        `${out} holds files that eda docs did not write; nothing written`,
        exitCode.usage,
        'a folder of its own: eda docs --out <folder>',
      );
    case 'edited': {
      const named = written.paths.slice(0, mostPaths).join(', ');
      const more = written.paths.length - mostPaths;
      return fail(
        `changed by hand since it was written: ${named}${more > 0 ? ` and ${more} more` : ''}; nothing written`,
        exitCode.outOfDate,
        check ? 'eda docs --force writes it anew' : '--force gives the changes up',
      );
    }
    case 'busy':
      return fail(`process ${written.pid} writes into ${out}; nothing written`);
  }
}

function say(
  results: readonly FileResult[],
  { out, check, format }: DocsFlags,
  globals: GlobalOptions,
  io: Io,
): number {
  const paint = createPaint(globals.colour);
  const of = (...actions: readonly FileResult['action'][]): FileResult[] =>
    results.filter(({ action }) => actions.includes(action));
  const changed = of('create', 'update', 'remove');
  const pages = results.filter(({ path, action }) => path.endsWith('.html') && action !== 'remove').length;
  const counts = [
    [of('create', 'update').length, 'written'],
    [of('unchanged').length, 'unchanged'],
    [of('remove').length, 'removed'],
  ] as const;
  const isStale = check && changed.length > 0;
  if (format === 'json') {
    writeJson(io, {
      folder: out,
      isUpToDate: !isStale,
      pages,
      files: Object.fromEntries(counts.map(([count, word]) => [word, count])),
      changed: changed.map(({ path, action }) => ({ path, action })),
    });
    return isStale ? exitCode.outOfDate : exitCode.fine;
  }
  if (isStale) {
    const paths = changed
      .slice(0, mostPaths)
      .map(({ path, action }) => `  ${action.padEnd(6)}  ${printable(path)}\n`);
    io.stdout.write(paths.join(''));
    io.stderr.write(
      `eda: ${printable(out)} is out of date: ${plural(changed.length, 'file')}; eda docs writes them\n`,
    );
    return exitCode.outOfDate;
  }
  const files = counts.flatMap(([count, word]) => (count === 0 ? [] : [`${count} ${word}`]));
  io.stdout.write(`${paint.bold(printable(out))}: ${plural(pages, 'page')}; files: ${files.join(', ')}\n`);
  if (!check) io.stderr.write(`open ${printable(join(out, 'index.html'))}\n`);
  return exitCode.fine;
}

/** What the build made for every site. */
function readAssets(): SiteAssets | undefined {
  for (const place of ['./site/', '../../dist/site/']) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    if (!existsSync(join(folder, 'site.js'))) continue;
    const read = (name: string): string => `${readFileSync(join(folder, name), 'utf8').trimEnd()}\n`;
    return {
      script: read('site.js'),
      theme: read('theme.js'),
      style: read('style.css'),
      icon: read('icon.svg'),
    };
  }
  return undefined;
}
