import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readRunningSystem } from '../dev/running-system.ts';
import { printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture, EventContract } from '../model/architecture.ts';
import { checkValue } from '../model/check-value.ts';
import { indexArchitecture, schemasOf } from '../model/query.ts';
import { loadDesign } from '../pipeline.ts';
import { exampleData } from '../print/example-data.ts';
import type { PublishOptions } from './commands/publish.ts';
import { createMessage, sendToSidecar } from './event-message.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { showProgress } from './progress.ts';
import { findProject } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda publish` */
export async function runPublish(
  name: string,
  options: PublishOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail, findProject);
  if (typeof project === 'number') return project;
  const { architecture } = loadDesign(project.files, project.entry);
  if (architecture === undefined)
    return fail('the design cannot be read; eda validate says why', exitCode.unreadable);
  const event = architecture.events[name];
  if (event === undefined) {
    return fail(`the design has no event ${name}${didYouMean(name, Object.keys(architecture.events))}`);
  }
  const environment = options.env ?? 'local';
  if (architecture.environments[environment] === undefined) {
    return fail(
      `there is no environment ${environment}${didYouMean(environment, Object.keys(architecture.environments))}`,
    );
  }

  const read = await readData(event, architecture, options, globals, io);
  if (!read.ok) return fail(read.message, read.code);
  const issues = options.raw ? [] : checkValue(read.data, event.data, schemasOf(architecture));
  if (issues.length > 0) {
    for (const { path, message } of issues)
      io.stderr.write(`  ${printable(path.join('.') || 'data')}: ${printable(message)}\n`);
    return fail(`the data do not fit ${name}; --raw sends them all the same`, exitCode.findings);
  }

  const publisher = options.as ?? indexArchitecture(architecture).publishersOf(name)[0]?.service.name;
  const service = publisher === undefined ? undefined : architecture.services[publisher];
  if (service === undefined) {
    return fail(
      publisher === undefined
        ? `no service publishes ${name}; say which one to speak for: --as <service>`
        : `the design has no service ${publisher}${didYouMean(publisher, Object.keys(architecture.services))}`,
    );
  }
  const message = createMessage(architecture, event, service, environment, read.data);
  if (!message.ok) return fail(message.reason, exitCode.findings);
  const { id, key, address, carrier, body } = message.value;
  if (options.via === 'rest-proxy') {
    const broker = architecture.environments[environment]?.brokers[carrier.broker];
    if (broker?.type !== 'kafka')
      return fail(
        `${environment} carries ${name} by ${broker?.type ?? 'no broker'}, and a REST Proxy speaks to Kafka; --env names another`,
      );
    const proxy = options.restProxy ?? io.env.EDA_REST_PROXY_URL ?? '';
    if (!/^https?:/.test(proxy) || !URL.canParse(proxy))
      return fail(
        proxy === ''
          ? 'where is the REST Proxy? --rest-proxy <url>, or EDA_REST_PROXY_URL'
          : `${proxy} is no address of a REST Proxy; one looks like http://rest-proxy:8082`,
      );
    const { sendByRestProxy } = await import('./send-by-rest-proxy.ts');
    const endProgress = showProgress(io, `waiting for the REST Proxy at ${new URL(proxy).origin}`);
    const sent = await sendByRestProxy(
      { url: proxy, ...(options.cluster === undefined ? {} : { cluster: options.cluster }) },
      { topic: address, key, value: body },
      io.env,
    ).finally(endProgress);
    if (!sent.ok) return fail(`${name} was not accepted: ${sent.reason}`, proxyCodes[sent.kind]);
    const { partition, offset } = sent;
    if (options.format === 'json')
      writeJson(io, {
        event: name,
        id,
        topic: address,
        service: service.name,
        data: read.data,
        partition,
        offset,
      });
    else
      io.stdout.write(
        `${service.name} → ${name}  ${id}  topic ${printable(address)}, partition ${partition}, offset ${offset}\n`,
      );
    return exitCode.fine;
  }
  const system = readRunningSystem(project.folder);
  const running = system?.services.find(({ name: own }) => own === service.name);
  const endpoint =
    options.sidecar ?? (running === undefined ? undefined : `http://127.0.0.1:${running.daprPort}`);
  if (endpoint === undefined) {
    return fail(`eda dev does not run here; start it, or name a sidecar: --sidecar http://127.0.0.1:3500`);
  }
  if (!/^https?:/.test(endpoint) || !URL.canParse(endpoint)) {
    return fail(`${endpoint} is no address of a sidecar; one looks like http://127.0.0.1:3500`);
  }
  // A run's own token is for its own sidecars.
  const token = io.env.DAPR_API_TOKEN ?? (options.sidecar === undefined ? system?.sidecarToken : undefined);
  const endProgress = showProgress(io, `waiting for the sidecar at ${new URL(endpoint).origin}`);
  const answer = await sendToSidecar(endpoint, message.value, token).finally(endProgress);
  if (!answer.ok) return fail(`${name} was not accepted: ${answer.reason}`, exitCode.findings);
  if (options.format === 'json')
    writeJson(io, { event: name, id, topic: address, service: service.name, data: read.data });
  else io.stdout.write(`${service.name} → ${name}  ${id}  topic ${printable(address)}\n`);
  return exitCode.fine;
}

/** By what went wrong at the REST Proxy. */
const proxyCodes = {
  login: exitCode.usage,
  refused: exitCode.findings,
  unreachable: exitCode.unreadable,
} as const;

type ReadData =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly message: string; readonly code: number };

async function readData(
  event: EventContract,
  architecture: Architecture,
  options: PublishOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<ReadData> {
  if (options.data === undefined) {
    if (!options.example) {
      return {
        ok: false,
        message: 'which data? --data <json>, --data @file, or --example',
        code: exitCode.usage,
      };
    }
    const data = exampleData(architecture, event);
    return data === undefined
      ? {
          ok: false,
          message: `no example could be made for ${event.name}; add one under examples`,
          code: exitCode.usage,
        }
      : { ok: true, data };
  }
  let text = options.data;
  if (text === '-') {
    const chunks: string[] = [];
    for await (const chunk of io.stdin) chunks.push(String(chunk));
    text = chunks.join('');
  } else if (text.startsWith('@')) {
    try {
      text = readFileSync(resolve(globals.cwd, text.slice(1)), 'utf8');
    } catch {
      return { ok: false, message: `${text.slice(1)} cannot be read`, code: exitCode.unreadable };
    }
  }
  try {
    return { ok: true, data: JSON.parse(text) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, message: `the data are not JSON: ${detail}`, code: exitCode.unreadable };
  }
}
