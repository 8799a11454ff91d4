import { describe, expect, it } from 'vitest';
import { looksLikeAsyncApi } from './detect-document.ts';

describe('a document is known by its outermost keys', () => {
  it.each([
    ['YAML', 'info:\n  title: Orders\nasyncapi: 3.0.0\n'],
    ['quoted keys', '"asyncapi": 3.0.0\n'],
    ['JSON', '{"asyncapi":"3.0.0"}'],
    [
      'JSON that has it behind all others',
      '{"servers":{"a":{"url":"}{\\"]"}},\n  "tags":[{}],\n\t"asyncapi" : "2.0.0"}',
    ],
    ['JSON in lines', '{\n  "info": {\n    "title": "Orders"\n  },\n  "asyncapi": "2.0.0"\n}\n'],
  ])('%s', (_, text) => {
    expect(looksLikeAsyncApi(text)).toBe(true);
  });

  it.each([
    ['a key further inside', '{"servers":{"asyncapi":"2.0.0"}}'],
    ['one in a list', '{"a":[{"asyncapi":"2.0.0"}]}'],
    ['a word in a text', '{"a":"asyncapi"}'],
    ['a key further inside of YAML', 'a:\n  asyncapi: 3.0.0\n'],
    ['a design', 'eda: 1\nsystem: shop\n'],
  ])('%s makes none', (_, text) => {
    expect(looksLikeAsyncApi(text)).toBe(false);
  });
});
