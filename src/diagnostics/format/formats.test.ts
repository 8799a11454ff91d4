import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import Draft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../diagnostic.ts';
import { formatCompact } from './compact.ts';
import { formatGithub } from './github.ts';
import { toGitlabReport } from './gitlab.ts';
import { toJsonReport } from './json.ts';
import { formatJunit } from './junit.ts';
import { locateAll } from './located.ts';
import { formatMarkdown, markerOf } from './markdown.ts';
import { finding, fullReport, hostile, sampleReport } from './sample-report.fixture.ts';
import { toSarif } from './sarif.ts';
import { withoutCommands } from './without-commands.ts';

const design = 'eda: 1\nevents:\n  a.b.c: {}\n  d.e.f: {}\n';
const many = (count: number, more: Partial<Diagnostic> = {}): Diagnostic[] =>
  Array.from({ length: count }, (_, n) => finding(['events', 'a.b.c'], { message: `wrong ${n}`, ...more }));

/** The schema of SARIF 2.1.0, as its authors ship it. */
function sarifValidator(): ValidateFunction {
  const ajv = new Draft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const schema = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  return ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
}

/** A schema that knows no member but those that it describes. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const result = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return 'properties' in result && result.type === 'object'
    ? { ...result, unevaluatedProperties: false }
    : result;
}

describe('json', () => {
  const published = JSON.parse(
    readFileSync(new URL('../../../specs/schema/report.schema.json', import.meta.url), 'utf8'),
  );

  it('is as the published schema says, and holds nothing else', () => {
    const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true, allErrors: true });
    const { finding: own, suppressed, ...rest } = published.$defs;
    // A finding that does not count has all of a finding, and more.
    const open = { ...published, $defs: { finding: own, ...(closed({ suppressed, ...rest }) as object) } };
    const validate = ajv.compile({ ...(closed({ ...open, $defs: {} }) as object), $defs: open.$defs });
    const report = JSON.parse(JSON.stringify(toJsonReport(fullReport())));
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    const known = Object.keys(published.$defs.finding.properties);
    for (const one of report.diagnostics) expect(known).toEqual(expect.arrayContaining(Object.keys(one)));
  });

  it('says where each finding ends, over lines too', () => {
    const report = JSON.parse(JSON.stringify(toJsonReport(fullReport())));
    expect(
      report.diagnostics.map(({ line, column, endLine, endColumn, code }: { [key: string]: unknown }) => [
        code,
        line,
        column,
        endLine,
        endColumn,
      ]),
    ).toEqual([
      ['some-rule', 4, 14, 4, 17],
      ['some-rule', 4, 14, 4, 17],
      ['yaml-syntax', 5, 12, 7, 2],
      ['some-rule', 7, 3, 7, 8],
      ['some-rule', 1, 8, 1, 9],
    ]);
    expect(report).toMatchObject({
      folder: 'my design',
      counts: { error: 2, warning: 2, info: 1 },
      verdict: { outcome: 'failed', failOn: 'error', exitCode: 1 },
    });
  });
});

describe('sarif', () => {
  const log = toSarif(fullReport(), new Map([['some-rule', { title: 'Some rule', text: '# some-rule' }]]));
  const run = log.runs[0];
  const results = run?.results ?? [];
  const rules = run?.tool.driver.rules ?? [];

  it('is valid by the schema that OASIS publishes, in full, plain and cut', () => {
    const validate = sarifValidator();
    const plain = toSarif(sampleReport({ 'eda.yaml': design }, many(1)), new Map());
    const cut = toSarif(sampleReport({ 'eda.yaml': design }, many(6)), new Map(), { most: 4 });
    for (const each of [log, plain, cut]) {
      validate(JSON.parse(JSON.stringify(each)));
      expect(validate.errors ?? []).toEqual([]);
    }
    expect(validate({ ...log, runs: [{ ...run, results: [{ ...results[0], level: 'severe' }] }] })).toBe(
      false,
    );
    expect(validate({ ...log, runs: [{ ...run, finding: [] }] })).toBe(false);
  });

  it('has a rule for each result, explained where anybody can', () => {
    for (const { ruleId, ruleIndex = -1 } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(rules).toEqual([
      {
        id: 'some-rule',
        shortDescription: { text: 'Some rule' },
        fullDescription: { text: 'Some rule' },
        help: { text: 'Some rule', markdown: '# some-rule' },
      },
      { id: 'yaml-syntax' },
    ]);
  });

  it('says the most severe first, with levels of its own', () => {
    expect(results.map(({ level }) => level)).toEqual([
      'error',
      'error',
      'warning',
      'warning',
      'note',
      'error',
      'error',
    ]);
  });

  it('names files by URI references that lead back to them, and regions that are not empty', () => {
    const places = results.flatMap(({ locations = [], relatedLocations = [] }) => [
      ...locations,
      ...relatedLocations,
    ]);
    expect(places).toHaveLength(8);
    for (const { physicalLocation } of places) {
      const { uri = '', uriBaseId } = physicalLocation?.artifactLocation ?? {};
      expect(uriBaseId).toBe('%SRCROOT%');
      const { pathname, search, hash, host } = new URL(uri, 'file://host/');
      expect([search, hash, host]).toEqual(['', '', 'host']);
      expect(['/my design/eda.yaml', '/my design/odd, name:%#.json']).toContain(decodeURIComponent(pathname));
      const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = physicalLocation?.region ?? {};
      expect(startLine).toBeGreaterThanOrEqual(1);
      expect(endLine > startLine || (endLine === startLine && endColumn > startColumn)).toBe(true);
    }
  });

  it('carries safe fixes, and only those', () => {
    const fixes = results.flatMap((result) => result.fixes ?? []);
    expect(fixes).toEqual([
      {
        description: { text: 'write two' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'my%20design/eda.yaml', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 4, startColumn: 14, endLine: 4, endColumn: 17 },
                insertedContent: { text: 'two' },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('says what does not count, and why', () => {
    expect(results.map(({ suppressions }) => suppressions)).toEqual([
      [],
      [],
      [],
      [],
      [],
      [{ kind: 'external', status: 'accepted' }],
      [{ kind: 'inSource', status: 'accepted', justification: hostile }],
    ]);
    const plain = toSarif(sampleReport({ 'eda.yaml': design }, many(1)), new Map());
    expect(plain.runs[0]?.results?.[0]).not.toHaveProperty('suppressions');
  });

  it('keeps the most severe where there are too many, and says so', () => {
    const report = sampleReport({ 'eda.yaml': design }, [...many(3, { severity: 'info' }), ...many(3)]);
    const cut = toSarif(report, new Map(), { most: 4 }).runs[0];
    expect(cut?.results?.map(({ level }) => level)).toEqual(['error', 'error', 'error', 'note']);
    expect(cut?.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(
      /^6 findings; the 4 most severe/,
    );
    expect(run?.invocations?.[0]).toEqual({ executionSuccessful: true, exitCode: 1 });
  });

  it('takes 25,000 results in a reasonable time', () => {
    const report = sampleReport({ 'eda.yaml': design }, many(100));
    const repeated = { ...report, findings: Array.from({ length: 250 }, () => report.findings).flat() };
    expect(toSarif(repeated, new Map()).runs[0]?.results).toHaveLength(25_000);
  });
});

describe('junit', () => {
  const text = formatJunit(fullReport());
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    processEntities: { enabled: true, maxTotalExpansions: 100_000 },
    htmlEntities: true,
    trimValues: false,
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  const suites = parser.parse(text).testsuites;

  it('is well-formed XML without characters that XML forbids', () => {
    expect(XMLValidator.validate(text)).toBe(true);
    expect(text).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  });

  it('counts what it holds', () => {
    const sums = { tests: 0, failures: 0 };
    for (const suite of suites.testsuite) {
      expect(Number(suite.tests)).toBe(suite.testcase.length);
      expect(Number(suite.failures)).toBe(suite.testcase.filter((one: object) => 'failure' in one).length);
      expect(Number(suite.skipped)).toBe(suite.testcase.filter((one: object) => 'skipped' in one).length);
      sums.tests += suite.testcase.length;
      sums.failures += Number(suite.failures);
    }
    expect([Number(suites.tests), Number(suites.failures)]).toEqual([sums.tests, sums.failures]);
    expect(sums).toEqual({ tests: 8, failures: 2 });
  });

  it('has a suite a file, with a case that passes where nothing was found', () => {
    expect(suites.testsuite.map(({ name }: { name: string }) => name)).toEqual([
      'my design/clean.yaml',
      'my design/eda.yaml',
      'my design/odd, name:%#.json',
    ]);
    expect(suites.testsuite[0].testcase).toMatchObject([
      { name: 'no findings', file: 'my design/clean.yaml' },
    ]);
  });

  it('says file and line of each case, and the message as it is', () => {
    const [odd] = suites.testsuite[2].testcase;
    expect(odd).toMatchObject({ classname: 'my design/odd, name:%#.json', line: '1', name: 'some-rule a' });
    const lines = ['\u001b', '\u0007', '\ud800'].reduce(
      (text, char) => text.replace(char, '\ufffd'),
      hostile,
    );
    expect(odd['system-out']).toContain(lines);
  });

  it('fails from the severity on that fails the run', () => {
    const findings = [...many(1), ...many(1, { severity: 'warning' }), ...many(1, { severity: 'info' })];
    const failures = (failOn: 'error' | 'warning' | 'info' | 'never'): number =>
      formatJunit(sampleReport({ 'eda.yaml': design }, findings, { failOn })).split('<failure').length - 1;
    expect([failures('error'), failures('warning'), failures('info'), failures('never')]).toEqual([
      1, 2, 3, 0,
    ]);
  });
});

/** A line as the runner of GitHub Actions reads it. */
function readCommand(line: string) {
  const trimmed = line.trimStart();
  const end = trimmed.indexOf('::', 2);
  if (!trimmed.startsWith('::') || end < 0) return undefined;
  const info = trimmed.slice(2, end);
  const space = info.indexOf(' ');
  const pairs =
    space < 0
      ? []
      : info
          .slice(space + 1)
          .trim()
          .split(',')
          .filter((pair) => pair !== '');
  const decode = (text: string, escapes: readonly (readonly [string, string])[]): string =>
    escapes.reduce((value, [code, char]) => value.replaceAll(code, char), text);
  const ofData = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%'],
  ] as const;
  const ofProperty = [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%'],
  ] as const;
  return {
    name: space < 0 ? info : info.slice(0, space),
    properties: Object.fromEntries(
      pairs.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        decode(pair.slice(pair.indexOf('=') + 1), ofProperty),
      ]),
    ),
    data: decode(trimmed.slice(end + 2), ofData),
  };
}

describe('github', () => {
  it('is a command a finding that the runner reads as it was meant, the most severe first', () => {
    const lines = formatGithub(fullReport()).trimEnd().split('\n');
    const commands = lines.map(readCommand);
    expect(commands.map((command) => command?.name)).toEqual([
      'error',
      'error',
      'warning',
      'warning',
      'notice',
    ]);
    expect(commands[0]).toEqual({
      name: 'error',
      properties: {
        file: 'my design/eda.yaml',
        line: '4',
        endLine: '4',
        col: '14',
        endColumn: '17',
        title: 'some-rule',
      },
      data: 'something is wrong\nwrite more',
    });
    // What spans lines has no columns: GitHub refuses them.
    expect(commands[1]?.properties).toEqual({
      file: 'my design/eda.yaml',
      line: '5',
      endLine: '7',
      title: 'yaml-syntax',
    });
    expect(commands[3]).toMatchObject({
      properties: { file: 'my design/odd, name:%#.json' },
      data: `${hostile}\n${hostile}`,
    });
  });

  it('says what is more than GitHub shows', () => {
    const findings = [...many(12), ...many(10, { severity: 'warning' }), ...many(11, { severity: 'info' })];
    const lines = formatGithub(sampleReport({ 'eda.yaml': design }, findings))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(31);
    expect(lines.at(-1)).toBe('eda: 2 errors, 1 hint more than GitHub shows as annotations');
    expect(lines.filter((line) => readCommand(line) !== undefined)).toHaveLength(30);
  });

  it('keeps quoted text from being read as commands', () => {
    const text = `  9:3  error  a wish\n    ::add-mask::x\n::stop-commands::y\nevents: a::b ##[error]no\n${hostile}`;
    const kept = withoutCommands(text);
    expect(kept.split('\n').map(readCommand)).toEqual(kept.split('\n').map(() => undefined));
    expect(kept).not.toContain('##[');
    expect(kept).toContain('a::b');
    expect(kept.replaceAll('\u200b', '')).toBe(text);
  });
});

describe('gitlab', () => {
  it('has what GitLab requires, and fingerprints that are unique', () => {
    const report = fullReport();
    const twice = { ...report, findings: [...report.findings, ...report.findings] };
    const issues = toGitlabReport(twice);
    expect(issues).toHaveLength(10);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(10);
    for (const issue of issues) {
      expect(Object.keys(issue).sort()).toEqual([
        'check_name',
        'description',
        'fingerprint',
        'location',
        'severity',
      ]);
      expect(issue.severity).toMatch(/^(info|minor|major|critical|blocker)$/);
      expect(issue.fingerprint).toMatch(/^[0-9a-f]{12}$/);
      expect(issue.location.path).toMatch(/^my design\//);
      expect(Number.isInteger(issue.location.lines.begin) && issue.location.lines.begin >= 1).toBe(true);
    }
  });

  it('keeps fingerprints while lines move', () => {
    const prints = (text: string): string[] =>
      toGitlabReport(sampleReport({ 'eda.yaml': text }, many(3))).map(({ fingerprint }) => fingerprint);
    expect(prints(`# one\n\n${design}`)).toEqual(prints(design));
  });
});

describe('markdown', () => {
  const text = formatMarkdown(fullReport());
  const rows = text.split('\n').filter((line) => line.startsWith('|'));

  it('begins with a marker that is the same every time, and another for another folder', () => {
    expect(text.split('\n')[0]).toBe('<!-- eda:validate my%20design -->');
    expect(markerOf({ command: 'diff', folder: '' })).toBe('<!-- eda:diff -->');
    expect(markerOf({ command: 'diff', folder: 'a--> b' })).toBe('<!-- eda:diff a%2D%2D%3E%20b -->');
  });

  it('says the verdict, then a row a finding, the most severe first', () => {
    expect(text.split('\n')[1]).toBe('### eda validate: ❌ failed, 2 errors, 2 warnings, 1 hint');
    expect(rows).toHaveLength(7);
    for (const row of rows) expect(row.split('|')).toHaveLength(6);
    expect(rows.slice(2).map((row) => row.split(' ')[2])).toEqual([
      'error',
      'error',
      'warning',
      'warning',
      'hint',
    ]);
    expect(text).toContain('Not counted: 1 finding ignored with a reason, 1 finding in the baseline.');
  });

  it('shows text of a spec as text: no markup, nobody called, nothing linked', () => {
    const said = text.replace(/<!-- (eda:.* )?-->|<br>|<\/?sub>/g, '');
    expect(said).not.toMatch(/[<>]/);
    expect(text).not.toMatch(/@\w|(?<!&)#\d|https?:\/\//);
    expect(said).not.toMatch(/\p{Cc}(?<!\n)/u);
    expect(said).not.toContain('**');
  });

  it('stays below what a comment holds, and says what is left out', () => {
    const long = many(150, { message: 'x'.repeat(400) });
    const cut = formatMarkdown(sampleReport({ 'eda.yaml': design }, long));
    expect(cut).toMatch(/^50 more are not shown here\.$/m);
    const longer = many(90, { message: 'x'.repeat(2000) });
    expect(formatMarkdown(sampleReport({ 'eda.yaml': design }, longer)).length).toBeLessThan(65_536);
  });

  it('says that all is well', () => {
    expect(formatMarkdown(sampleReport({ 'eda.yaml': design }, []))).toBe(
      '<!-- eda:validate -->\n### eda validate: ✅ passed, no problems\n',
    );
  });
});

describe('compact', () => {
  it('is a line a finding, as compilers write it', () => {
    const lines = formatCompact(fullReport(), (file) => `../${file}`)
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('../eda.yaml:4:14: error: something is wrong [some-rule]');
    for (const line of lines)
      expect(line).toMatch(/^\.\.\/.+:\d+:\d+: (error|warning|info): .+ \[[a-z-]+\]$/);
    expect(lines.join('\n')).not.toContain('\u001b');
  });
});

it('every format says findings in the same order on every run', () => {
  const report = fullReport();
  const turned = { ...report, findings: [...report.findings].reverse() };
  const places = (of: typeof report) =>
    locateAll(of.findings, of.texts).map(({ diagnostic, position }) => [
      diagnostic.code,
      diagnostic.severity,
      position.offset,
    ]);
  expect(places(turned)).toEqual(places(report));
});
