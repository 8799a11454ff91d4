import { describe, expect, it } from 'vitest';
import { openBench } from './change-design.fixture.ts';

const yaml = `# The shop
eda: 1
system: shop
domains:
  sales: {}
  post: {}
events:
  sales.order.placed: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
services:
  shop: { domain: sales, publishes: [sales.order.placed] }
  mail: { domain: post }
`;

const subscribe = { kind: 'add-subscription', service: 'mail', event: 'sales.order.placed' } as const;

describe('an operation', () => {
  it('is shown before it is written', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    const { status, body } = await ask('operation', { operation: subscribe, preview: true });
    expect(status).toBe(200);
    expect(body).toMatchObject({ title: 'mail takes sales.order.placed', breaks: [] });
    expect(JSON.stringify(body.files)).toContain('subscribes: { sales.order.placed: {} }');
    expect(disk.get('eda.yaml')).toBe(yaml);
  });

  it('is done on what others wrote meanwhile, and says so', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    await ask('operation', { operation: subscribe, preview: true });
    disk.set('eda.yaml', yaml.replace('# The shop', '# Their shop'));
    const { status, body } = await ask('operation', { operation: subscribe }, 'what was seen before');
    expect({ status, replayed: body.replayed }).toEqual({ status: 200, replayed: true });
    expect(disk.get('eda.yaml')).toMatch(/^# Their shop[\s\S]*sales\.order\.placed: \{\}/);
  });

  it('that the disk does not take is told, with the reason, and may be tried again', async () => {
    const { ask, disk, history } = openBench({ 'eda.yaml': yaml }, undefined, false, 'eda.yaml is read-only');
    const text = { file: 'eda.yaml', base: yaml, text: `${yaml}# more\n` };
    for (const answer of [
      await ask('operation', { operation: subscribe }),
      await ask('text', text),
      await ask('arrange', { view: 'flow', positions: { 'service:shop': [1, 2] } }),
    ])
      expect({ status: answer.status, error: answer.body.error }).toEqual({
        status: 409,
        error: 'eda.yaml is read-only',
      });
    expect([...disk]).toEqual([['eda.yaml', yaml]]);
    expect(history.undo()).toBeUndefined();
  });

  it('that cannot be done on what others wrote is refused with the reason', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    await ask('operation', { operation: subscribe, preview: true });
    const theirs = yaml.replaceAll('sales.order.placed', 'sales.order.received');
    disk.set('eda.yaml', theirs);
    const { status, body } = await ask('operation', { operation: subscribe });
    expect({ status, error: body.error }).toEqual({
      status: 422,
      error: 'there is no event sales.order.placed',
    });
    expect(disk.get('eda.yaml')).toBe(theirs);
  });

  it('that deletes is looked at again where the design is another by now', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    const operation = { kind: 'delete-event', name: 'sales.order.placed' };
    const { body } = await ask('operation', { operation, preview: true });
    const theirs = `${yaml}  late: { domain: post, subscribes: { sales.order.placed: {} } }\n`;
    disk.set('eda.yaml', theirs);
    expect((await ask('operation', { operation }, String(body.revision))).status).toBe(412);
    expect(disk.get('eda.yaml')).toBe(theirs);
    const again = await ask('operation', { operation, preview: true });
    expect(again.body.reaches).toEqual(['late']);
    expect((await ask('operation', { operation }, String(again.body.revision))).status).toBe(200);
  });

  it.each([
    ['a text that cannot be read', '{ eda: [', 409],
    ['a file that is gone', undefined, 409],
  ])('waits where the disk holds %s', async (_name, text, expected) => {
    const { ask, disk, store } = openBench({ 'eda.yaml': yaml });
    await store.reload();
    if (text === undefined) disk.delete('eda.yaml');
    else disk.set('eda.yaml', text);
    expect((await ask('operation', { operation: subscribe })).status).toBe(expected);
    expect(disk.get('eda.yaml')).toBe(text);
  });

  it.each([
    undefined,
    null,
    7,
    {},
    { kind: 'toString' },
    { kind: 'add-service', name: 'x' },
    { kind: 'add-service', name: 'x'.repeat(501), domain: 'post' },
  ])('that is none is refused: %j', async (operation) => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    expect((await ask('operation', { operation })).status).toBe(422);
    expect(disk.get('eda.yaml')).toBe(yaml);
  });

  it('gives up where somebody writes without an end, and loses nothing', async () => {
    let number = 0;
    const bench = openBench({ 'eda.yaml': yaml }, () => {
      bench.disk.set('eda.yaml', `${yaml}# ${++number}\n`);
    });
    expect((await bench.ask('operation', { operation: subscribe })).status).toBe(409);
    expect(bench.disk.get('eda.yaml')).toBe(`${yaml}# ${number}\n`);
  });
});

describe('undo and redo', () => {
  it('take back and do again, over operations and typed text alike', async () => {
    const { ask, disk, history } = openBench({ 'eda.yaml': yaml });
    await ask('operation', { operation: subscribe });
    const subscribed = disk.get('eda.yaml') ?? '';
    const typed = subscribed.replace('# The shop', '# A shop');
    await ask('text', { file: 'eda.yaml', base: subscribed, text: typed });
    expect(history.undo()?.title).toBe('edit eda.yaml');
    await ask('undo', {});
    expect(disk.get('eda.yaml')).toBe(subscribed);
    await ask('undo', {});
    expect(disk.get('eda.yaml')).toBe(yaml);
    expect((await ask('undo', {})).status).toBe(422);
    await ask('redo', {});
    await ask('redo', {});
    expect(disk.get('eda.yaml')).toBe(typed);
    expect((await ask('redo', {})).status).toBe(422);
  });

  it('leave what others wrote since, and refuse where they wrote the same lines', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    await ask('operation', { operation: subscribe });
    const others = (disk.get('eda.yaml') ?? '').replace('# The shop', '# Their shop');
    disk.set('eda.yaml', others);
    await ask('undo', {});
    expect(disk.get('eda.yaml')).toBe(yaml.replace('# The shop', '# Their shop'));
    await ask('redo', {});
    disk.set('eda.yaml', others.replace('mail: {', 'mail: { owner: them,'));
    const { status, body } = await ask('undo', {});
    expect({ status, error: body.error }).toEqual({
      status: 409,
      error: 'eda.yaml has changed since at the same lines',
    });
  });

  it('take several files as one', async () => {
    const part = 'services:\n  late: { domain: post, subscribes: { sales.order.placed: {} } }\n';
    const root = yaml.replace('system: shop', 'system: shop\ninclude: [parts/late.eda.yaml]');
    const { ask, disk } = openBench({ 'eda.yaml': root, 'parts/late.eda.yaml': part });
    const operation = { kind: 'rename-event', from: 'sales.order.placed', to: 'sales.order.taken' };
    const renamed = await ask('operation', { operation });
    expect(renamed.body).toMatchObject({ files: [{ file: 'eda.yaml' }, { file: 'parts/late.eda.yaml' }] });
    expect(disk.get('parts/late.eda.yaml')).toContain('sales.order.taken');
    // Half of a change is taken back by nobody.
    disk.set('parts/late.eda.yaml', '# moved away\n');
    expect((await ask('undo', {})).status).toBe(409);
    expect(disk.get('eda.yaml')).toContain('sales.order.taken');
    disk.set('parts/late.eda.yaml', part.replaceAll('placed', 'taken'));
    expect((await ask('undo', {})).status).toBe(200);
    expect([disk.get('eda.yaml'), disk.get('parts/late.eda.yaml')]).toEqual([root, part]);
  });
});

describe('a design that cannot be read when the studio starts', () => {
  it.each([
    ['eda.yaml', { 'eda.yaml': `${yaml}  post: [\n` }, 12],
    [
      'parts/post.yaml',
      { 'eda.yaml': `${yaml}include: [parts/*.yaml]\n`, 'parts/post.yaml': '# post\n\ntopics: [\n' },
      3,
    ],
  ])('is told of at its place in %s', async (file, texts, line) => {
    const { store } = openBench(texts);
    await store.reload();
    expect(store.state()).toBeUndefined();
    expect(store.design({ readOnly: false }).broken).toMatchObject({ file, line });
  });
});

describe('a typed text', () => {
  it('comes together with what others wrote; where both wrote one line nothing is written', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    const typed = yaml.replace('# The shop', '# My shop');
    disk.set('eda.yaml', `${yaml}# theirs\n`);
    const merged = await ask('text', { file: 'eda.yaml', base: yaml, text: typed });
    expect({ status: merged.status, replayed: merged.body.replayed }).toEqual({
      status: 200,
      replayed: true,
    });
    expect(disk.get('eda.yaml')).toBe(`${typed}# theirs\n`);
    const theirs = yaml.replace('# The shop', '# Their shop');
    disk.set('eda.yaml', theirs);
    const refused = await ask('text', { file: 'eda.yaml', base: yaml, text: typed });
    expect(refused.status).toBe(409);
    expect(refused.body.conflict).toMatchObject({
      text: theirs,
      parts: [{ kind: 'conflict', mine: ['# My shop\n'], theirs: ['# Their shop\n'] }, { kind: 'text' }],
    });
    expect(disk.get('eda.yaml')).toBe(theirs);
  });

  it('may be one that cannot be read: it is a person’s own', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml });
    expect((await ask('text', { file: 'eda.yaml', base: yaml, text: '{' })).status).toBe(200);
    expect(disk.get('eda.yaml')).toBe('{');
    const checked = await ask('check', { file: 'eda.yaml', text: yaml });
    expect(checked.body).toEqual({ problems: [] });
    const open = await ask('check', { file: 'eda.yaml', text: `${yaml}  post: [\n` });
    expect(open.body.problems, 'the place is where it stands').toMatchObject([{ line: 12, column: 9 }]);
    expect((await ask('undo', {})).status).toBe(200);
    expect(disk.get('eda.yaml')).toBe(yaml);
  });

  it.each(['/etc/passwd', '../eda.yaml', 'eda.yaml/../x', '__proto__', 'C:\\x'])(
    'of no file of the design is refused: %s',
    async (file) => {
      const { ask } = openBench({ 'eda.yaml': yaml });
      expect((await ask('text', { file, base: '', text: 'x' })).status).toBe(404);
      expect((await ask('check', { file, text: 'x' })).status).toBe(404);
    },
  );
});

describe('an arrangement', () => {
  it('is kept beside the design, shown by the picture, and taken back', async () => {
    const { ask, disk, store } = openBench({ 'eda.yaml': yaml });
    await store.reload();
    const query = { view: 'flow', focus: [], depth: 1, collapsed: [], hidden: [] };
    const before = await store.scene(query);
    const positions = { 'service:shop': [400, 300], 'service:mail': [10.4, 600], nonsense: ['a', 1] };
    expect((await ask('arrange', { view: 'flow', positions })).status).toBe(200);
    expect(disk.get('eda.layout.json')).toBe(
      '{\n  "version": 1,\n  "views": {\n    "flow": {\n      "service:mail": [10, 600],\n      "service:shop": [400, 300]\n    }\n  }\n}\n',
    );
    expect(disk.get('eda.yaml')).toBe(yaml);
    const shop = (await store.scene(query))?.scene.nodes.find(({ id }) => id === 'service:shop');
    const was = before?.scene.nodes.find(({ id }) => id === 'service:shop');
    expect([shop?.x, shop?.y]).not.toEqual([was?.x, was?.y]);
    await ask('arrange', { view: 'map', positions: { 'domain:sales': [1, 2] } });
    await ask('arrange', { view: 'flow' });
    expect(disk.get('eda.layout.json')).toContain('domain:sales');
    expect(disk.get('eda.layout.json')).not.toContain('service:shop');
    await ask('undo', {});
    expect(disk.get('eda.layout.json')).toContain('service:shop');
    await ask('undo', {});
    await ask('undo', {});
    expect((await store.scene(query))?.scene).toEqual(before?.scene);
  });

  it('that nobody made is laid out anew all the same, and nothing is written', async () => {
    const { ask, disk, store, history } = openBench({ 'eda.yaml': yaml });
    await store.reload();
    const before = store.revision();
    const { status, body } = await ask('arrange', { view: 'flow' });
    expect({ status, files: body.files }).toEqual({ status: 200, files: [] });
    // The page asks for what is of another revision.
    expect(body.revision).not.toBe(before);
    expect([...disk.keys()]).toEqual(['eda.yaml']);
    expect(history.undo()).toBeUndefined();
  });

  it('of no view is refused, and a file that cannot be read is not overwritten', async () => {
    const { ask, disk } = openBench({ 'eda.yaml': yaml, 'eda.layout.json': '<<<<<<< mine\n' });
    expect((await ask('arrange', { view: 'constructor', positions: {} })).status).toBe(404);
    expect((await ask('arrange', { view: 'flow', positions: { 'service:shop': [1, 2] } })).status).toBe(409);
    expect(disk.get('eda.layout.json')).toBe('<<<<<<< mine\n');
  });
});

it('of a studio that is read-only, only what reads is answered', async () => {
  const { ask, disk } = openBench({ 'eda.yaml': yaml }, undefined, true);
  expect((await ask('operation', { operation: subscribe, preview: true })).status).toBe(200);
  const typed = { file: 'eda.yaml', base: yaml, text: '{', view: 'flow', positions: {} };
  for (const path of ['operation', 'fix', 'text', 'undo', 'redo', 'arrange'])
    expect((await ask(path, { operation: subscribe, ...typed })).status).toBe(403);
  // Only what has a preview is asked for one.
  for (const path of ['text', 'undo', 'redo', 'arrange'])
    expect((await ask(path, { ...typed, preview: true })).status).toBe(403);
  expect(disk.get('eda.yaml')).toBe(yaml);
});
