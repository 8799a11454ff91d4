import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadDesign } from '../pipeline.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { indexArchitecture } from './query.ts';
import { findSagaPaths, isSilence, type SagaPath } from './saga-paths.ts';

const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

function pathsOf(name: string, edit: (text: string) => string = (text) => text): SagaPath[] {
  const disk = createDiskFiles(example(name));
  const text = edit(readFileSync(`${example(name)}/eda.yaml`, 'utf8'));
  const { architecture } = loadDesign({ ...disk, read: () => ({ ok: true, text }) }, 'eda.yaml');
  const saga = architecture?.sagas['order-fulfilment'];
  if (architecture === undefined || saga === undefined) throw new Error('the design could not be read');
  return findSagaPaths(saga, architecture, indexArchitecture(architecture));
}

const events = ({ moments }: SagaPath) =>
  moments.map((moment) => (isSilence(moment) ? '…' : moment.event.split('.').slice(1).join('.')));

describe('the ways of an orchestration', () => {
  test('are one where all goes well, and one for each failure and each silence', () => {
    const paths = pathsOf('orders');
    expect(paths.map(({ title, end, event }) => [title, end, event?.split('.').at(-1)])).toEqual([
      ['all goes well', 'completed', 'confirmed'],
      ['reserve-stock fails', 'compensated', 'cancelled'],
      ['reserve-stock does not answer in 30s', 'compensated', 'cancelled'],
      ['take-payment fails', 'compensated', 'cancelled'],
      ['take-payment does not answer in 1m', 'compensated', 'cancelled'],
      ['ship fails', 'compensated', 'cancelled'],
      ['ship does not answer in 2m', 'compensated', 'cancelled'],
    ]);
  });

  test('undo what was done last first, and what did not answer as well', () => {
    const [, , , fails, late] = pathsOf('orders');
    expect(fails && events(fails)).toEqual([
      ...['order.placed', 'stock.reserve', 'stock.reserved', 'payment.take', 'payment.declined'],
      ...['stock.release', 'stock.released'],
    ]);
    expect(late && events(late)).toEqual([
      ...['order.placed', 'stock.reserve', 'stock.reserved', 'payment.take', '…'],
      ...['payment.refund', 'payment.refunded', 'stock.release', 'stock.released'],
    ]);
  });

  test('never end where a step waits without a limit', () => {
    const paths = pathsOf('orders', (text) => text.replace('        timeout: 1m\n', ''));
    expect(paths.filter(({ end }) => end === 'never').map(({ title }) => title)).toEqual([
      'take-payment does not answer',
    ]);
  });
});

describe('the ways of a choreography', () => {
  test('go from service to service, and back by what the one says who started it', () => {
    const [well, , fails] = pathsOf('orders-choreography');
    expect(well && events(well)).toEqual([
      'order.placed',
      'stock.reserved',
      'payment.taken',
      'parcel.dispatched',
    ]);
    expect(well?.moments.at(-1)).toMatchObject({ from: 'shipping-service', to: 'order-service' });
    expect(fails).toMatchObject({ title: 'take-payment fails', end: 'aborted' });
    expect(fails && events(fails)).toEqual([
      ...['order.placed', 'stock.reserved', 'payment.declined', 'order.cancelled', 'stock.released'],
    ]);
  });

  test('end at the time of the whole', () => {
    const late = pathsOf('orders-choreography').filter(({ title }) => title.includes('does not answer'));
    expect(late.map(({ title, end }) => [title, end])).toEqual([
      ['reserve-stock does not answer in 5m since the start', 'aborted'],
      ['take-payment does not answer in 5m since the start', 'aborted'],
      ['ship does not answer in 5m since the start', 'aborted'],
    ]);
  });
});
