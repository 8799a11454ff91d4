import type { ServiceDefinition, ServiceWiring } from '../../src/runtime/typescript/contract.ts';
import {
  type RunningService,
  type ServiceOptions,
  startService,
} from '../../src/runtime/typescript/service.ts';
import type { FakeSidecar } from './fake-sidecar.ts';
import { createMemoryLogger } from './service-fixture.ts';

export const ADMIN_TOKEN = 'test-admin-token';

/** A service on a free port, with the ways that a sidecar and a person speak to it. */
export interface TestService extends RunningService {
  readonly logger: ReturnType<typeof createMemoryLogger>;
  /** Delivers a body. @returns the status in the answer. */
  deliver(text: string, path?: string): Promise<string>;
  request(
    method: string,
    path: string,
    init?: { body?: unknown; headers?: Record<string, string> },
  ): Promise<{
    status: number;
    // Tests look into answers of many shapes.
    body: Record<string, unknown>;
    text: string;
    headers: Headers;
  }>;
  admin(method: string, path: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

export interface TestServiceOptions extends ServiceOptions {
  readonly definition: ServiceDefinition;
  readonly wiring?: Partial<ServiceWiring>;
  readonly sidecar: FakeSidecar;
  readonly databaseUrl?: string;
  /** An empty folder by default: the tests' databases have their schema. */
  readonly migrations?: string;
  readonly poolSize?: number;
  /** What deliveries have to bring. */
  readonly appToken?: string;
}

/** Starts a service with a memory logger and the admin token of the tests. */
export async function startTestService(options: TestServiceOptions): Promise<TestService> {
  const logger = createMemoryLogger();
  const service = await startService(
    options.definition,
    { handlers: {}, operations: {}, projections: {}, ...options.wiring },
    {
      ...options,
      logger,
      handleSignals: false,
      environment: {
        host: '127.0.0.1',
        port: 0,
        sidecarUrl: options.sidecar.url,
        adminToken: ADMIN_TOKEN,
        logFormat: 'json',
        logLevel: 'info',
        migrations: options.migrations ?? '/nowhere',
        ...(options.databaseUrl && { databaseUrl: options.databaseUrl }),
        ...(options.poolSize && { poolSize: options.poolSize }),
        ...(options.appToken && { appToken: options.appToken }),
      },
    },
  );
  const request: TestService['request'] = async (method, path, init = {}) => {
    const response = await fetch(`http://127.0.0.1:${service.port}${path}`, {
      method,
      headers: { ...(init.body !== undefined && { 'content-type': 'application/json' }), ...init.headers },
      ...(init.body !== undefined && {
        body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body),
      }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : {}, text, headers: response.headers };
  };
  return {
    ...service,
    logger,
    request,
    async deliver(text, path = '/events/0') {
      const answer = await request('POST', path, {
        body: text,
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      if (answer.status !== 200) throw new Error(`A delivery was answered ${answer.status}`);
      return String(answer.body.status);
    },
    admin: (method, path) => request(method, path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
  };
}
