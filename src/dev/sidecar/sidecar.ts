import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { readRequestBody, sendAnswer } from './api-answer.ts';
import { createAppClient } from './app-client.ts';
import { createAppLink } from './app-link.ts';
import type { Broker } from './broker.ts';
import { createTopicConsumption } from './consume-topics.ts';
import type { DaprResource } from './dapr-resource.ts';
import { describeSidecar } from './describe-sidecar.ts';
import { askForSubscriptions, mergeSubscriptions } from './discover-subscriptions.ts';
import type { InvocableApp } from './invoke-app.ts';
import { createPublisher, type PubsubComponent } from './publisher.ts';
import { createResiliencyPolicies } from './resiliency-policies.ts';
import { routeRequest, type SidecarApi } from './route-request.ts';
import type { SidecarEvent, SidecarLog } from './sidecar-event.ts';
import type { Subscription } from './subscription.ts';
import { noTrace, readTrace } from './trace-context.ts';

export interface SidecarSettings {
  readonly appId: string;
  /** 0 for an app that only publishes. */
  readonly appPort: number;
  /** 0 for any free port. */
  readonly httpPort: number;
  /** Only what is in the app's scope. */
  readonly resources: readonly DaprResource[];
  readonly components: ReadonlyMap<string, PubsubComponent>;
  readonly broker: Broker;
  readonly findApp: (appId: string) => InvocableApp | undefined;
  readonly apiToken: string | undefined;
  readonly appApiToken: string | undefined;
  readonly maxBodyBytes: number;
  readonly emit: ((event: SidecarEvent) => void) | undefined;
  readonly log: (entry: SidecarLog) => void;
}

export interface Sidecar extends InvocableApp {
  readonly port: number;
  /** Looks at the app anew: its subscriptions may have changed. */
  renew(): void;
  subscriptions(): readonly Subscription[];
  isReady(): boolean;
  /** Ends deliveries, waits up to `graceMs` for those in flight, then closes the port. */
  close(graceMs: number): Promise<void>;
}

/** How long a sidecar that was told to shut down still answers, as daprd by default. */
const shutdownMs = 5000;

/** Starts the sidecar of one app. Rejects where its port is taken. */
export async function startSidecar(settings: SidecarSettings): Promise<Sidecar> {
  const { appId, appPort, broker, components, resources, emit } = settings;
  const log = (level: SidecarLog['level'], message: string) => settings.log({ level, app: appId, message });
  const stop = new AbortController();
  // Every delivery that waits for its next attempt listens to it; more than ten are no leak.
  setMaxListeners(0, stop.signal);
  const policies = createResiliencyPolicies(resources.filter((resource) => resource.kind === 'Resiliency'));
  const configuration = resources.findLast((resource) => resource.kind === 'Configuration');
  const samplingRate = configuration?.samplingRate ?? 0;
  const client = createAppClient(appPort, settings.appApiToken);
  const publisher = createPublisher({
    appId,
    broker,
    policies,
    stop: stop.signal,
    ...(emit === undefined ? {} : { emit }),
  });
  const extended = new Map<string, string>();
  let subscriptions: readonly Subscription[] = [];
  let ready = appPort === 0;

  const link = createAppLink({
    port: appPort,
    onUp: () => void discover(),
    onDown: () => {
      log('info', 'the app does not answer any more; its messages wait for it');
      consumption.pause();
    },
  });
  const consumption = createTopicConsumption({
    appId,
    broker,
    components,
    contextFor: (component, subscription) => ({
      appId,
      component,
      subscription,
      client,
      link,
      publisher,
      policy: policies.inbound(component.name),
      stop: stop.signal,
      emit,
    }),
  });
  let round = 0;
  const discover = async () => {
    const mine = ++round;
    const programmatic = await askForSubscriptions(client, appId, stop.signal);
    // The app came and went, or the sidecar stopped, while this was asked: a later round knows more.
    if (mine !== round || stop.signal.aborted) return;
    if (programmatic.unanswered === true) {
      for (const complaint of programmatic.complaints) log('warn', complaint);
      if (!(await link.suspect())) link.renew();
      return;
    }
    const declared = resources.filter((resource) => resource.kind === 'Subscription');
    const merged = mergeSubscriptions(declared, programmatic.subscriptions);
    if (!link.isUp()) return;
    subscriptions = merged.subscriptions;
    try {
      const refused = await consumption.serve(subscriptions);
      for (const complaint of [...programmatic.complaints, ...merged.complaints, ...refused])
        log('warn', complaint);
    } catch (error) {
      log('error', `cannot consume: ${error instanceof Error ? error.message : String(error)}`);
    }
    // The app may have gone, or the sidecar stopped, while the logs were opened.
    if (stop.signal.aborted || !link.isUp()) consumption.pause();
    ready = true;
  };

  const api: SidecarApi = {
    appId,
    publish: { appId, components, publisher },
    invoke: { appId, policies, findApp: settings.findApp },
    apiToken: settings.apiToken,
    unready: () => (ready ? [] : ['app']),
    describe: () =>
      describeSidecar({
        appId,
        appPort,
        resources: resources.filter((resource) => resource.kind === 'Component'),
        components,
        subscriptions,
        extended,
      }),
    extend: (key, value) => {
      extended.set(key, value);
    },
    shutdown: () => {
      void pause(shutdownMs).then(() => close(shutdownMs));
      stopConsuming();
    },
  };
  const server = createServer((request, response) => {
    answer(api, request, response, samplingRate, settings.maxBodyBytes).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return;
      log(
        'error',
        `a request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  // Clients keep connections for long, as with daprd; closing them early would break requests on their way.
  server.keepAliveTimeout = 75_000;
  const port = await listen(server, settings.httpPort);
  if (appPort !== 0) link.start();

  const stopConsuming = () => {
    stop.abort();
    link.close();
    consumption.pause();
  };
  let closing: Promise<void> | undefined;
  const close = (graceMs: number): Promise<void> => {
    closing ??= (async () => {
      stopConsuming();
      const deadline = Date.now() + graceMs;
      // Apps may still publish while they finish what is in flight, so the port outlives the deliveries.
      while (consumption.inFlight() > 0 && Date.now() < deadline) await pause(5);
      client.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 250).unref();
      });
    })();
    return closing;
  };

  return {
    appId,
    port,
    client,
    accessControl: configuration?.accessControl,
    renew: () => link.renew(),
    subscriptions: () => subscriptions,
    isReady: () => ready,
    close,
  };
}

async function answer(
  api: SidecarApi,
  request: IncomingMessage,
  response: ServerResponse,
  samplingRate: number,
  maxBodyBytes: number,
): Promise<void> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const trace = readTrace(request.headers, samplingRate);
  const answerTrace = trace.traceparent === '' ? noTrace : trace.traceparent;
  const body = await readRequestBody(request, maxBodyBytes);
  const result = await routeRequest(
    api,
    {
      method: request.method ?? 'GET',
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? '' : url.slice(mark + 1),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      body,
    },
    trace,
    answerTrace,
  );
  sendAnswer(response, result, answerTrace);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
