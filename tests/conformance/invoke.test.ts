import { afterAll, beforeAll, describe, it } from 'vitest';
import { type RecordingApp, startRecordingApp } from './recording-app.ts';
import { startSubject } from './start-subject.ts';
import { pubsubComponent, type Subject } from './subject.ts';

describe.concurrent('invoke', () => {
  let subject: Subject;
  let billing: RecordingApp;
  let dead: RecordingApp;
  let base: string;
  beforeAll(async () => {
    const teapot = {
      status: 418,
      body: 'short and stout',
      headers: { 'content-type': 'text/x-pot', 'x-own': 'yes' },
    };
    billing = await startRecordingApp(
      new Map([
        ['/bills/7', () => teapot],
        ['/plain', () => ({ body: 'ok' })],
        ['/named', () => ({ body: 'ok' })],
      ]),
    );
    dead = await startRecordingApp(new Map());
    subject = await startSubject({
      resources: [pubsubComponent('pubsub')],
      apps: [
        { appId: 'orders', appPort: 0 },
        { appId: 'billing', appPort: billing.port },
        { appId: 'dead', appPort: dead.port },
      ],
    });
    await dead.stop();
    base = `http://127.0.0.1:${subject.httpPort('orders')}`;
  });
  afterAll(async () => {
    await subject.stop();
    await billing.stop();
  });

  it('case 66 method, query, body, status and headers are passed through', async ({ expect }) => {
    const answer = await fetch(`${base}/v1.0/invoke/billing/method/bills/7?full=1&x=%20`, {
      method: 'PATCH',
      headers: { 'content-type': 'text/plain', 'x-mine': 'here' },
      body: 'hello',
    });
    expect([answer.status, await answer.text()]).toEqual([418, 'short and stout']);
    expect([answer.headers.get('content-type'), answer.headers.get('x-own')]).toEqual(['text/x-pot', 'yes']);
    const [request] = billing.requests('/bills/7');
    expect(request).toMatchObject({ method: 'PATCH', query: 'full=1&x=%20', body: 'hello' });
    expect(request?.headers).toMatchObject({ 'x-mine': 'here', 'content-type': 'text/plain' });
  });

  it('case 67 by the header dapr-app-id on any path', async ({ expect }) => {
    const answer = await fetch(`${base}/plain?y=2`, { headers: { 'dapr-app-id': 'billing' } });
    expect([answer.status, await answer.text()]).toEqual([200, 'ok']);
    const [request] = billing.requests('/plain');
    expect(request).toMatchObject({ method: 'GET', query: 'y=2' });
    expect(request?.headers).not.toHaveProperty('dapr-app-id');
  });

  it('case 68 unknown app', async ({ expect }) => {
    const answer = await fetch(`${base}/v1.0/invoke/nobody/method/x`);
    const { errorCode, message } = (await answer.json()) as Record<string, string>;
    expect([answer.status, errorCode]).toEqual([500, 'ERR_DIRECT_INVOKE']);
    // The rest is said by the name resolver in use.
    expect(message).toContain('nobody');
  });

  it("a caller's name beside one that it sends itself", async ({ expect }) => {
    await fetch(`${base}/v1.0/invoke/billing/method/named`, { headers: { 'dapr-caller-app-id': 'friend' } });
    const [request] = billing.requests('/named');
    const names = String(request?.headers['dapr-caller-app-id']).split(', ');
    expect(names.sort()).toEqual(['friend', 'orders']);
  });

  it('case 69 app dead', async ({ expect }) => {
    const answer = await fetch(`${base}/v1.0/invoke/dead/method/x`);
    const { errorCode, message } = (await answer.json()) as Record<string, string>;
    expect([answer.status, errorCode]).toEqual([500, 'ERR_DIRECT_INVOKE']);
    expect(message).toContain('connection refused');
  });
});
