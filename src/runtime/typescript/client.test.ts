import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FakeSidecar, type Invocation, startFakeSidecar } from '../../../tests/support/fake-sidecar.ts';
import { createDefinition, createMemoryLogger } from '../../../tests/support/service-fixture.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { type CallOperation, createClients } from './client.ts';
import type { Call } from './contract.ts';
import { runInFlow } from './flow-context.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import { createMetrics } from './metrics.ts';
import { createSidecar } from './sidecar.ts';

let sidecar: FakeSidecar;
let http: HttpClient;
let calls: Invocation[];

beforeEach(async () => {
  sidecar = await startFakeSidecar();
  http = createHttpClient();
  calls = [];
});
afterEach(async () => {
  http.close();
  await sidecar.close();
});

const metrics = createMetrics();

function createCall(over: Partial<Call> = {}): CallOperation {
  const call: Call = {
    method: 'GET',
    path: '/accounts/{id}',
    parameters: [
      { name: 'id', type: 'string', in: 'path' },
      { name: 'full', type: 'boolean', in: 'query' },
    ],
    target: { appId: 'user-service' },
    timeoutMs: 500,
    retry: { attempts: 3, backoff: 'constant', intervalMs: 1 },
    ...over,
  };
  const clients = createClients(createDefinition({ calls: { users: { getAccount: call } } }), {
    sidecar: createSidecar(http.send, sidecar.url, 'sidecar-token'),
    send: http.send,
    metrics,
    logger: createMemoryLogger(),
  });
  const operation = clients.users?.getAccount;
  if (!operation) throw new Error('no client');
  return operation;
}

function answering(...statuses: (number | 'cut' | 'hang')[]) {
  sidecar.onInvoke = async (invocation) => {
    calls.push(invocation);
    const status = statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200);
    if (status === 'cut') return { status: 500, cut: true };
    if (status === 'hang') await new Promise((resolve) => setTimeout(resolve, 1000));
    return { status: Number(status) || 200, body: { id: calls.length } };
  };
}

test('parameters are encoded, correlation and trace go along, the answer is read', async () => {
  answering(200);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const result = await runInFlow({ correlationId: 'story', traceparent }, () =>
    createCall()({ params: { id: 'a/../b?x=1#{full}', full: true } }),
  );
  expect(result).toEqual({ id: 1 });
  expect(calls[0]?.path).toBe(
    '/v1.0/invoke/user-service/method/accounts/a%2F..%2Fb%3Fx%3D1%23%7Bfull%7D?full=true',
  );
  expect(calls[0]?.headers).toMatchObject({
    'x-correlation-id': 'story',
    traceparent,
    'dapr-api-token': 'sidecar-token',
  });
  await expect(createCall()({ params: { id: '..' } })).rejects.toMatchObject({ status: 400 });
});

test('failures of the network and of the other side are repeated, refusals are not', async () => {
  answering('cut', 503, 200);
  expect(await createCall()({ params: { id: '1' } })).toEqual({ id: 3 });
  answering(404);
  await expect(createCall()({ params: { id: '1' } })).rejects.toMatchObject({ status: 404 });
  expect(calls).toHaveLength(4);
});

test('each attempt has its time; the fallback answers in the end, but not for a refusal', async () => {
  answering('hang');
  const withFallback = createCall({
    timeoutMs: 30,
    retry: { attempts: 2, backoff: 'constant', intervalMs: 1 },
    fallback: { value: { name: 'Someone' } },
  });
  expect(await withFallback({ params: { id: '1' } })).toEqual({ name: 'Someone' });
  expect(calls).toHaveLength(2);
  answering(403);
  await expect(withFallback({ params: { id: '1' } })).rejects.toMatchObject({ status: 403 });
});

test('an answer that does not fit its schema is a failure', async () => {
  answering(200);
  const call = createCall({ validateResponse: () => [{ path: 'id', message: 'must be a text' }] });
  await expect(call({ params: { id: '1' } })).rejects.toThrow('id: must be a text');
  expect(calls).toHaveLength(3);
});

test('an open circuit calls nobody, one probe closes it', async () => {
  answering(500);
  const call = createCall({
    circuitBreaker: { failures: 2, openMs: 60 },
    retry: { attempts: 1, backoff: 'constant' },
  });
  const fails = () => expect(call({ params: { id: '1' } })).rejects.toThrow();
  await fails();
  await fails();
  await expect(call({ params: { id: '1' } })).rejects.toThrow('circuit breaker is open');
  expect(metrics.print()).toMatch(/eda_circuit_open\{call="[^"]+"\} 1/);
  expect(calls).toHaveLength(2);
  await new Promise((resolve) => setTimeout(resolve, 70));
  answering(200);
  expect(await call({ params: { id: '1' } })).toBeTruthy();
  expect(await call({ params: { id: '1' } })).toBeTruthy();
});

test('a circuit breaker: failures in a row open it, the failed probe opens it again', () => {
  let now = 0;
  const breaker = createCircuitBreaker({ failures: 2, openMs: 100 }, () => now);
  breaker.failed();
  breaker.succeeded();
  breaker.failed();
  expect(breaker.state()).toBe('closed');
  breaker.failed();
  expect([breaker.state(), breaker.admit()]).toEqual(['open', false]);
  now = 100;
  expect([breaker.state(), breaker.admit(), breaker.admit()]).toEqual(['half-open', true, false]);
  breaker.failed();
  expect([breaker.state(), breaker.admit()]).toEqual(['open', false]);
  now = 200;
  expect(breaker.admit()).toBe(true);
  breaker.abandoned();
  expect(breaker.admit()).toBe(true);
  breaker.succeeded();
  expect(breaker.state()).toBe('closed');
});
