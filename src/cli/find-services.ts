import { readRunningSystem } from '../dev/running-system.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type AdminAddress, type AdminClient, openAdmin } from './admin-client.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { showProgress } from './progress.ts';
import { findProject } from './project.ts';
import type { GlobalOptions } from './session.ts';

/** Which services are asked: those of the running `eda dev`, or those at addresses. */
export interface ServiceOptions {
  /** Names; all if empty. */
  readonly service: readonly string[];
  readonly url: readonly string[];
  /** Lets the token go over http to another machine. */
  readonly plainHttp: boolean;
}

export type FoundServices =
  | {
      readonly ok: true;
      readonly services: readonly AdminClient[];
      /** Those that do not answer, with a sentence and what may help. */
      readonly silent: readonly { readonly message: string; readonly help?: string }[];
    }
  | { readonly ok: false; readonly message: string; readonly code: number; readonly help?: string };

/** Finds the services that a command is about, and asks each who it is. */
export async function findServices(
  options: ServiceOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<FoundServices> {
  const places = options.url.length > 0 ? readUrls(options, io) : readRecord(options, globals);
  if (typeof places === 'string') return { ok: false, message: places, code: exitCode.usage };
  const endProgress = showProgress(io, 'asking the services');
  try {
    const asked = await Promise.all(
      places.map(async ({ name, address }) => {
        const opened =
          address === undefined
            ? ({ ok: false, reason: 'it does not run' } as const)
            : await openAdmin(address);
        return { name, opened };
      }),
    );
    const services = asked.flatMap(({ opened }) => (opened.ok ? [opened.client] : []));
    const silent = asked.flatMap(({ name, opened }) =>
      opened.ok ? [] : [{ message: `${name}: ${opened.reason}`, ...(opened.help && { help: opened.help }) }],
    );
    const wanted = services.filter(
      ({ service }) => options.service.length === 0 || options.service.includes(service),
    );
    const missing = options.service.find((name) => !asked.some((one) => isNamed(one, name)));
    if (missing !== undefined) {
      const names = services.map(({ service }) => service);
      return {
        ok: false,
        message: `no service at these addresses is ${missing}${didYouMean(missing, names)}`,
        code: exitCode.usage,
      };
    }
    if (wanted.length > 0) return { ok: true, services: wanted, silent };
    const [first] = silent;
    return {
      ok: false,
      message: first?.message ?? 'there is no service',
      code: exitCode.findings,
      ...(first?.help && { help: first.help }),
    };
  } finally {
    endProgress();
  }
}

interface Place {
  readonly name: string;
  /** Missing while it doesn't run. */
  readonly address?: AdminAddress;
}

type Opened = { readonly ok: true; readonly client: AdminClient } | { readonly ok: false };

function isNamed({ name, opened }: { name: string; opened: Opened }, wanted: string): boolean {
  return name === wanted || (opened.ok && opened.client.service === wanted);
}

function readRecord({ service }: ServiceOptions, { cwd }: GlobalOptions): readonly Place[] | string {
  const found = findProject(cwd);
  const folder = found.ok ? found.project.folder : cwd;
  const record = readRunningSystem(folder);
  if (record === undefined) {
    return 'eda dev does not run here; start it, or say where a service answers: --url http://127.0.0.1:7001';
  }
  const names = record.services.map(({ name }) => name);
  const unknown = service.find((name) => !names.includes(name));
  if (unknown !== undefined) return `eda dev runs no service ${unknown}${didYouMean(unknown, names)}`;
  return record.services
    .filter(({ name }) => service.length === 0 || service.includes(name))
    .map(({ name, url }) => ({
      name,
      ...(url !== undefined && { address: { url, token: record.adminToken } }),
    }));
}

function readUrls({ url: urls, plainHttp }: ServiceOptions, { env }: Io): readonly Place[] | string {
  const token = env.EDA_ADMIN_TOKEN;
  for (const url of urls) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      return `${url} is no address of a service; one looks like http://127.0.0.1:7001`;
    const { protocol, hostname, username, password, search, hash } = new URL(url);
    if (username !== '' || password !== '')
      return 'no secret belongs into an address: the token comes from EDA_ADMIN_TOKEN';
    if (search !== '' || hash !== '')
      return `${url} is more than an address: leave out what follows the path`;
    if (protocol === 'http:' && !isLoopback(hostname) && !plainHttp) {
      return `the token would go over http to ${hostname}, for all on the way to read; use https, a port forward to this machine, or --plain-http`;
    }
  }
  if (!token) return 'EDA_ADMIN_TOKEN is not set: it opens the routes of a service under /eda/';
  return urls.map((url) => ({ name: url, address: { url, token } }));
}

/** @returns whether a host is this machine. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
