import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import * as formats from './formats.ts';

const table: {
  readonly [Name in keyof typeof formats]: readonly [format: string, good: string[], bad: string[]];
} = {
  isDateTime: [
    'date-time',
    [
      '2024-02-29T10:00:00Z',
      '2024-02-29t10:00:00.123456z',
      '1990-12-31T23:59:60Z',
      '1990-12-31T15:59:60-08:00',
    ],
    [
      '2023-02-29T10:00:00Z',
      '2024-02-29T10:00:00',
      '2024-02-29T24:00:00Z',
      '1990-12-31T22:59:60Z',
      '2024-02-29',
      '',
    ],
  ],
  isDate: [
    'date',
    ['2000-02-29', '2024-12-31'],
    ['1900-02-29', '2024-13-01', '2024-04-31', '24-01-01', '2024-01-00'],
  ],
  isTime: [
    'time',
    ['10:00:00Z', '10:00:00.5+02:00', '23:59:60Z'],
    ['10:00', '10:00:00', '10:60:00Z', '10:00:61Z', '10:00:00+24:00'],
  ],
  isDuration: [
    'duration',
    ['P1D', 'PT1H30M', 'P1Y2M3DT4H5M6S', 'P2W'],
    ['P', 'PT', '1D', 'P1S', 'P1DT', 'PT1D'],
  ],
  isUuid: [
    'uuid',
    [
      '01890a5d-ac96-774b-bcce-b302099a8057',
      '00000000-0000-0000-0000-000000000000',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    ],
    ['01890a5dac96774bbcceb302099a8057', '01890a5d-ac96-774b-bcce-b302099a805g', ''],
  ],
  isEmail: [
    'email',
    ['ada@example.com', "o'hara+x@mail.example.org"],
    ['ada', '@example.com', 'a@b', 'a..b@example.com', 'a b@example.com', 'a@-x.com', 'a@b@'],
  ],
  isHostname: [
    'hostname',
    ['example.com', 'a', 'x1.example.com.'],
    ['-a.com', 'a-.com', 'a..b', 'a_b', '', 'x'.repeat(64)],
  ],
  isIpv4: [
    'ipv4',
    ['192.0.2.1', '0.0.0.0', '255.255.255.255'],
    ['256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5', 'a.b.c.d'],
  ],
  isIpv6: [
    'ipv6',
    ['2001:db8::1', '::', '::1', '1::', '1:2:3:4:5:6:7:8', '::ffff:192.0.2.1', '1:2:3:4:5:6:192.0.2.1'],
    ['1:2:3:4:5:6:7', ':::', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9', '::192.0.2.256', 'fe80::1%eth0', ''],
  ],
  isUri: [
    'uri',
    [
      'https://example.com/a?b=c#d',
      'urn:isbn:0451450523',
      'mailto:ada@example.com',
      'http://[2001:db8::1]:8080/',
      'ftp://u:p@h/%20',
    ],
    [
      '/relative',
      'no scheme',
      'http://exa mple.com',
      'http://example.com/%zz',
      'http://a/<b>',
      'http://[::1',
      '',
    ],
  ],
  isUriReference: [
    'uri-reference',
    ['/a/b?c', '#x', '', 'a', '//host/p', 'https://example.com'],
    ['\\\\WINDOWS', 'a b', '/%g1', '#a#b'],
  ],
  isJsonPointer: ['json-pointer', ['', '/a/0', '/~0~1', '/'], ['a', '/~2', '/~']],
  isRegex: ['regex', ['^a+$', '\\p{L}'], ['(', '[', 'a**']],
};

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);

function ajvAccepts(format: string, text: string): boolean {
  return ajv.validate({ type: 'string', format }, text);
}

for (const [name, [format, good, bad]] of Object.entries(table)) {
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: each of them is tested
  const check = formats[name as keyof typeof formats];
  test.each(good)(`${format}: %s`, (text) => {
    expect([check(text), ajvAccepts(format, text)]).toEqual([true, true]);
  });
  test.each(bad)(`no ${format}: %s`, (text) => {
    expect([check(text), ajvAccepts(format, text)]).toEqual([false, false]);
  });
}

test('offsets without a colon and spaces instead of T are not RFC 3339', () => {
  expect(
    ['2024-02-29 10:00:00Z', '2024-02-29T10:00:00+0200', '2024-02-29T10:00:00+02'].map(formats.isDateTime),
  ).toEqual([false, false, false]);
});

test('a regular expression has the u flag', () => {
  expect(['\\p{Nope}', '\\Z', '{'].map(formats.isRegex)).toEqual([false, false, false]);
});

test('hostile texts are judged in linear time', () => {
  const start = performance.now();
  for (const text of [
    'a'.repeat(1e5),
    '1:'.repeat(5e4),
    'a.'.repeat(5e4),
    '%20'.repeat(3e4),
    'P1Y1M'.repeat(1e4),
  ]) {
    for (const name of Object.keys(table) as (keyof typeof formats)[]) {
      // biome-ignore lint/performance/noDynamicNamespaceImportAccess: each of them is tested
      formats[name](text);
    }
    formats.isEmail(`${text}@${text}.com`);
    formats.isUri(`http://${text}`);
  }
  expect(performance.now() - start).toBeLessThan(2000);
});
