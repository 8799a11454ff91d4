import { describe, expect, it } from 'vitest';
import { isRawPayload, metadataValue, readPublishMetadata, timeToLiveMs } from './publish-metadata.ts';

it('reads metadata from the query, the first of several values, names as they are', () => {
  const metadata = readPublishMetadata(
    'metadata.a=1&metadata.a=2&b=3&metadata.__proto__=x&metadata.sp%20ace=%C3%BC',
  );
  expect(Object.entries(metadata)).toEqual([
    ['a', '1'],
    ['__proto__', 'x'],
    ['sp ace', 'ü'],
  ]);
  expect(metadataValue(metadata, 'A')).toBe('1');
  expect(metadataValue(metadata, 'constructor')).toBe('');
});

describe('timeToLiveMs', () => {
  it.each([
    [{ ttlInSeconds: '60' }, 60_000],
    [{ TTLINSECONDS: '1' }, 1000],
    [{ ttl: '1500ms' }, 1500],
    [{ ttlInSeconds: '0' }, 0],
    [{ ttlInSeconds: '-5s' }, 0],
    [{ ttlInSeconds: '-5' }, undefined],
    [{ ttlInSeconds: 'abc' }, undefined],
    [{ ttlInSeconds: '1.5' }, undefined],
    [{}, undefined],
  ])('%o: %s', (metadata, ms) => {
    expect(timeToLiveMs(metadata as Record<string, string>)).toBe(ms);
  });
});

describe('isRawPayload', () => {
  it.each([
    [{ rawPayload: 'true' }, true],
    [{ rawPayload: 'T' }, true],
    [{ rawPayload: '0' }, false],
    [{ rawPayload: '' }, false],
    [{ RAWPAYLOAD: 'true' }, false],
  ])('%o: %s', (metadata, raw) => {
    expect(isRawPayload(metadata as Record<string, string>)).toBe(raw);
  });

  it.each(['yes', 'tRUE'])('complains about %s', (rawPayload) => {
    expect(isRawPayload({ rawPayload })).toHaveProperty('error', expect.stringContaining(rawPayload));
  });
});
