/**
 * What the GitHub action does: runs `eda validate`, and where asked for `eda diff` and `eda generate --check`; sets the
 * outputs; keeps one comment on the pull request. Everything from outside comes as a variable and goes on as an argument
 * or as JSON: no shell reads it.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const {
  EDA_FOLDER = '.',
  EDA_COMMAND = 'npx --no-install eda',
  EDA_FAIL_ON = 'error',
  EDA_SINCE = '',
  EDA_DIFF = '',
  EDA_DIFF_ALLOW_ERRORS = 'false',
  EDA_GENERATED = 'false',
  EDA_SARIF = '',
  EDA_COMMENT = 'false',
  EDA_COMMENT_AUTHOR = 'github-actions[bot]',
  EDA_TOKEN = '',
  GITHUB_WORKSPACE = process.cwd(),
  GITHUB_OUTPUT,
  GITHUB_EVENT_PATH,
  GITHUB_REPOSITORY = '',
  GITHUB_API_URL = 'https://api.github.com',
} = process.env;

const scratch = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'eda-'));
try {
  process.exitCode = await run();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Runs what was asked for, all of it; returns the first exit code that is not 0. */
async function run() {
  const sarif = EDA_SARIF === '' ? [] : ['--format', `sarif=${resolve(GITHUB_WORKSPACE, EDA_SARIF)}`];
  const since = EDA_SINCE === '' ? [] : [`--since=${EDA_SINCE}`];
  const runs = [runEda('validate', [`--fail-on=${EDA_FAIL_ON}`, ...since, ...sarif])];
  const despite = EDA_DIFF_ALLOW_ERRORS === 'true' ? ['--allow-errors'] : [];
  if (EDA_DIFF !== '') runs.push(runEda('diff', [`--base=${EDA_DIFF}`, ...despite]));
  if (EDA_GENERATED === 'true') runs.push(runEda('generate', ['--check']));
  const code = runs.find((one) => one.code !== 0)?.code ?? 0;
  const [validated] = runs;
  setOutput('exit-code', code);
  setOutput('outcome', validated.report?.verdict?.outcome ?? 'unreadable');
  setOutput('errors', validated.report?.counts?.error ?? 0);
  setOutput('warnings', validated.report?.counts?.warning ?? 0);
  if (EDA_COMMENT === 'true') await comment(runs, code);
  return code;
}

/** Runs a command of eda; its report for people and its annotations go to the log. */
function runEda(name, args) {
  const json = join(scratch, `${name}.json`);
  const markdown = join(scratch, `${name}.md`);
  const formats = ['terminal', 'github', `json=${json}`, `markdown=${markdown}`].flatMap((to) => [
    '--format',
    to,
  ]);
  const [program = 'eda', ...words] = EDA_COMMAND.split(/\s+/).filter((word) => word !== '');
  const { status, error, signal } = spawnSync(program, [...words, name, ...args, ...formats], {
    cwd: resolve(GITHUB_WORKSPACE, EDA_FOLDER),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) console.log(`eda: cannot run ${program}: ${error.message}`);
  return {
    name,
    code: status ?? (signal === null ? 2 : 70),
    report: existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : undefined,
    text: existsSync(markdown) ? readFileSync(markdown, 'utf8') : '',
  };
}

function setOutput(name, value) {
  const text = String(value).replace(/[\r\n]/g, ' ');
  if (GITHUB_OUTPUT !== undefined && GITHUB_OUTPUT !== '') appendFileSync(GITHUB_OUTPUT, `${name}=${text}\n`);
}

/** Writes the comment of earlier anew, or a first one where there is something to say. That it can't fails no job. */
async function comment(runs, code) {
  const number = pullRequestNumber();
  const texts = runs.map(({ text }) => text.trimEnd()).filter((text) => text !== '');
  if (number === undefined || texts.length === 0) return;
  const marker = texts[0].split('\n')[0];
  try {
    const earlier = await findComment(number, marker);
    // Nobody needs to be told that nothing was wrong and nothing is.
    const isWorthIt =
      code !== 0 || runs.some(({ report }) => (report?.diagnostics ?? report?.changes ?? []).length > 0);
    if (earlier === undefined && !isWorthIt) return;
    const text = texts.join('\n\n').slice(0, 65_000);
    const body = JSON.stringify({ body: text });
    if (earlier === undefined) await ask('POST', `issues/${number}/comments`, body);
    else if (earlier.body !== text) await ask('PATCH', `issues/comments/${earlier.id}`, body);
  } catch (error) {
    console.log(
      `eda: the pull request cannot be commented on (${error.message}); the summary of this job says the same`,
    );
  }
}

/** The number of the pull request that the workflow runs for. */
function pullRequestNumber() {
  if (GITHUB_EVENT_PATH === undefined || !existsSync(GITHUB_EVENT_PATH)) return undefined;
  const number = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')).pull_request?.number;
  return Number.isInteger(number) ? number : undefined;
}

/** Our comment: of our author, with our marker in its first line. Others may quote the marker. */
async function findComment(number, marker) {
  for (let page = 1; page <= 30; page++) {
    const comments = await ask('GET', `issues/${number}/comments?per_page=100&page=${page}`);
    const own = comments.find(
      ({ user, body }) => user?.login === EDA_COMMENT_AUTHOR && String(body).split(/\r?\n/)[0] === marker,
    );
    if (own !== undefined || comments.length < 100) return own;
  }
  return undefined;
}

async function ask(method, path, body) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY)) throw new Error('GITHUB_REPOSITORY is not set');
  const answer = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${EDA_TOKEN}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'user-agent': 'eda',
    },
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new Error(`GitHub answers ${answer.status}`);
  return answer.json();
}
