/**
 * `npm run components`: installs the real components that tests and proofs start: daprd, Kafka, Redis, RabbitMQ, NATS,
 * Mosquitto, Apicurio Registry, Debezium's connector, the emulators moto (AWS) and pstest (Google Pub/Sub); and what
 * judges manifests and alerts: kustomize, kubeconform with its schemas, hadolint, shellcheck, promtool; the shells that
 * commands are completed in. What is there already is left alone; what is built or downloaded is kept by version in the
 * user's cache, so that a fresh clone builds nothing again. Redis, RabbitMQ, NATS, Mosquitto, PostgreSQL, zsh and fish
 * come from the system's own packages.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

ensureInstalled();
// After that: it reads YAML.
const { hasManifestTools, makeManifestTools, manifestToolsFolder, runToEnd } = await import(
  './components/manifest-tools.mjs'
);

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..');
const { runtime: daprVersion } = JSON.parse(readFileSync(join(root, 'specs/dapr/version.json'), 'utf8'));

/** Where components are kept; the same as `componentsFolder` of `src/dev/daprd/find-daprd.ts`. */
export const folder =
  process.env.EDA_COMPONENTS ||
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'eda/components');
const kafkaVersion = /<kafka\.version>([^<]+)</.exec(
  readFileSync(join(here, 'components/kafka/pom.xml'), 'utf8'),
)?.[1];
const apicurioVersion = '2.6.13.Final';
const debeziumVersion = '3.7.0.Final';
const motoVersion = '5.2.5';
const pubsubVersion = '1.49.0';

/** Each: whether it is there, and how to get it. `needs`: programs that getting it takes. */
const components = {
  daprd: {
    there: () => existsSync(join(folder, `daprd-${daprVersion}/daprd`)),
    needs: ['go'],
    takes: '10 to 15 minutes the first time',
    get: buildDaprd,
  },
  kafka: {
    there: () => existsSync(join(folder, `kafka-${kafkaVersion}/libs`)),
    needs: ['java', 'mvn'],
    takes: 'half a minute',
    get: downloadKafka,
  },
  redis: { there: () => onPath('redis-server'), get: () => installPackage('redis-server') },
  rabbitmq: {
    there: () => existsSync('/usr/lib/rabbitmq/lib') || onPath('rabbitmq-server'),
    get: () => installPackage('rabbitmq-server'),
  },
  'manifest-tools': {
    there: () => hasManifestTools(join(folder, manifestToolsFolder(daprVersion))),
    needs: ['go', 'python3', 'javac', 'mvn'],
    takes: 'two to five minutes',
    get: buildManifestTools,
  },
  prometheus: { there: () => onPath('promtool'), get: () => installPackage('prometheus') },
  nats: {
    there: () => onPath('nats-server') || existsSync('/usr/sbin/nats-server'),
    get: () => installPackage('nats-server'),
  },
  mosquitto: {
    there: () => onPath('mosquitto') || existsSync('/usr/sbin/mosquitto'),
    get: () => installPackage('mosquitto'),
  },
  postgres: {
    there: () => existsSync('/usr/lib/postgresql') || onPath('postgres'),
    get: () => installPackage('postgresql'),
  },
  zsh: { there: () => onPath('zsh'), get: () => installPackage('zsh') },
  fish: { there: () => onPath('fish'), get: () => installPackage('fish') },
  apicurio: {
    there: () => existsSync(join(folder, `apicurio-${apicurioVersion}`)),
    needs: ['java', 'mvn'],
    takes: 'a minute',
    get: () =>
      unpackArtifact(
        `io.apicurio:apicurio-registry-app:${apicurioVersion}:tar.gz:all`,
        `apicurio-${apicurioVersion}`,
      ),
  },
  debezium: {
    there: () => existsSync(join(folder, `debezium-${debeziumVersion}`)),
    needs: ['java', 'mvn'],
    takes: 'half a minute',
    get: () =>
      unpackArtifact(
        `io.debezium:debezium-connector-postgres:${debeziumVersion}:tar.gz:plugin`,
        `debezium-${debeziumVersion}`,
      ),
  },
  moto: {
    there: () => existsSync(join(folder, `moto-${motoVersion}/bin/moto_server`)),
    needs: ['python3'],
    takes: 'two minutes',
    get: installMoto,
  },
  pstest: {
    there: () => existsSync(join(folder, `pstest-${pubsubVersion}/pstest`)),
    needs: ['go'],
    takes: 'three minutes',
    get: buildPubSub,
  },
};

/** Installs what is missing of the named components, all unless some are named. Rejects where one can't be had. */
export async function installComponents(names = Object.keys(components)) {
  for (const name of names) {
    const component = components[name];
    if (component === undefined)
      throw new Error(`there is no component ${name}; there are ${Object.keys(components).join(', ')}`);
    if (component.there()) continue;
    const missing = (component.needs ?? []).filter((program) => !onPath(program));
    if (missing.length > 0) throw new Error(`${name} needs ${missing.join(' and ')} on the PATH`);
    say(`${name}${component.takes === undefined ? '' : `, which takes ${component.takes}`}`);
    const begun = Date.now();
    await component.get();
    if (!component.there()) throw new Error(`${name} was installed and is still not there`);
    say(`${name} is there after ${Math.round((Date.now() - begun) / 1000)} s`);
  }
}

/** daprd from the Go module, with the JetStream broker and name resolution by a file beside the stable components. */
async function buildDaprd() {
  const work = mkdtempSync(join(tmpdir(), 'eda-daprd-'));
  try {
    const module = JSON.parse(
      await output('go', ['mod', 'download', '-json', `github.com/dapr/dapr@v${daprVersion}`], work),
    );
    const theirs = readFileSync(join(module.Dir, 'go.mod'), 'utf8');
    const replaced =
      /^replace[\s\S]*?^\)/m.exec(theirs)?.[0] ?? (theirs.match(/^replace .*$/gm) ?? []).join('\n');
    const go = /^go (\S+)/m.exec(theirs)?.[1];
    writeFileSync(
      join(work, 'go.mod'),
      `module daprd\n\ngo ${go}\n\nrequire github.com/dapr/dapr v${daprVersion}\n\n${replaced}\n`,
    );
    cpSync(join(here, 'components/daprd/main.go'), join(work, 'main.go'));
    // The module's own sums: some modules of its graph are not asked for, and so not looked up.
    writeFileSync(join(work, 'go.sum'), readFileSync(join(module.Dir, 'go.sum')));
    await run('go', ['mod', 'tidy', '-e'], work, 'finding modules');
    const flags = [
      '-s -w',
      `-X github.com/dapr/dapr/pkg/buildinfo.version=${daprVersion}`,
      `-X github.com/dapr/kit/logger.DaprVersion=${daprVersion}`,
    ].join(' ');
    const built = join(work, 'built/daprd');
    await run(
      'go',
      ['build', '-trimpath', '-tags', 'stablecomponents', '-ldflags', flags, '-o', built, '.'],
      work,
      'compiling',
    );
    keep(join(work, 'built'), `daprd-${daprVersion}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function downloadKafka() {
  const work = mkdtempSync(join(tmpdir(), 'eda-kafka-'));
  try {
    cpSync(join(here, 'components/kafka/pom.xml'), join(work, 'pom.xml'));
    const copy = [
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${join(work, 'kept/libs')}`,
    ];
    await run('mvn', ['-q', '-B', ...copy], work, 'downloading');
    cpSync(join(here, 'components/kafka/log4j2.properties'), join(work, 'kept/log4j2.properties'));
    keep(join(work, 'kept'), `kafka-${kafkaVersion}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Unpacks an archive of Maven Central. */
async function unpackArtifact(artifact, name) {
  const work = mkdtempSync(join(tmpdir(), 'eda-maven-'));
  try {
    const unpack = [
      'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack',
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${join(work, 'kept')}`,
    ];
    await run('mvn', ['-q', '-B', ...unpack], work, 'downloading');
    keep(join(work, 'kept'), name);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A virtual environment knows its own path: it is made where it stays, and removed where it stayed unfinished. */
async function installMoto() {
  const target = join(folder, `moto-${motoVersion}`);
  try {
    await run('python3', ['-m', 'venv', target], root, 'making a virtual environment');
    const packages = [`moto[sns,sqs]==${motoVersion}`, 'flask', 'flask-cors'];
    await run(join(target, 'bin/pip'), ['install', '-q', ...packages], root, 'downloading');
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    throw error;
  }
}

/** The emulator that Google's client for Go brings for its own tests. */
async function buildPubSub() {
  const work = mkdtempSync(join(tmpdir(), 'eda-pstest-'));
  try {
    cpSync(join(here, 'components/pstest'), work, { recursive: true });
    await run('go', ['mod', 'tidy'], work, 'finding modules');
    await run('go', ['build', '-trimpath', '-o', join(work, 'built/pstest'), '.'], work, 'compiling');
    keep(join(work, 'built'), `pstest-${pubsubVersion}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** In place, since the virtual environment knows where it is; hadolint is installed last of what `there` looks for. */
async function buildManifestTools() {
  const target = join(folder, manifestToolsFolder(daprVersion));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  makeManifestTools(target, daprVersion, runToEnd);
}

async function installPackage(name) {
  if (!onPath('apt-get'))
    throw new Error(`${name} is missing: install it with your system's package manager`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args];
    return run(command, rest, root, 'apt', env);
  };
  await apt('update');
  // It is started by hand where it is needed, and must not hold its usual port.
  await apt('install', '-y', '--no-install-recommends', name);
}

/** Moves a finished folder to its place in one step, so that an interrupted run leaves nothing half there. */
function keep(built, name) {
  mkdirSync(folder, { recursive: true });
  const target = join(folder, name);
  const beside = mkdtempSync(join(folder, '.new-'));
  cpSync(built, join(beside, name), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(join(beside, name), target);
  rmSync(beside, { recursive: true, force: true });
}

function run(command, args, cwd, what, env = process.env) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd,
      env: command === 'go' ? { ...env, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' } : env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let last = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => (last = (last + chunk).slice(-4000)));
    const begun = Date.now();
    const sign = setInterval(() => say(`  ${what}, ${Math.round((Date.now() - begun) / 1000)} s`), 30_000);
    child.on('error', failed);
    child.on('close', (code) => {
      clearInterval(sign);
      if (code === 0) done();
      else failed(new Error(`${command} ${args[0]} ended with ${code}:\n${last}`));
    });
  });
}

function output(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

function onPath(program) {
  return (process.env.PATH ?? '').split(':').some((path) => existsSync(join(path, program)));
}

function say(text) {
  process.stderr.write(`components: ${text}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await installComponents(process.argv.length > 2 ? process.argv.slice(2) : undefined);
    say(`all there, in ${folder}`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
