import { describe, expect, it } from 'vitest';
import { isSecretKey, secretIn } from './secret-patterns.ts';

describe('secretIn', () => {
  // Put together here, so that no scanner takes this file for a leak.
  it.each([
    ['a password in a URL', ['amqp://joe:', 'hunter2', '@rabbit:5672'].join('')],
    ['a password', ['Server=pg;User=joe;', 'Password', '=hunter2'].join('')],
    ['an access key', ['Endpoint=sb://x/;SharedAccessKey', '=', 'A'.repeat(20)].join('')],
    ['a private key', ['-----BEGIN RSA ', 'PRIVATE KEY-----'].join('')],
    ['an AWS access key', `AKIA${'A1'.repeat(8)}`],
    ['a GitHub token', `ghp_${'a'.repeat(36)}`],
    ['a Slack token', `xoxb-${'1'.repeat(12)}`],
    ['a Stripe key', `sk_live_${'a'.repeat(24)}`],
    ['a JSON web token', ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'c2lnbmF0dXJl'].join('.')],
    ['a bearer token', `Bearer ${'a1'.repeat(12)}`],
  ])('finds %s', (kind, text) => {
    expect(secretIn(text)).toBe(kind);
  });

  it.each([
    'kafka:9092',
    'https://accounts.internal/path?token={token}',
    'kafka-login',
    'pg-{service}',
    '7d1f8a52-6c1e-4b0e-9d43-0a4f0f3c1b11',
    'password=$' + '{PGPASSWORD}',
    'dpo@bank.eu',
    'https://example.org:8443/@handle',
  ])('passes over %s', (text) => {
    expect(secretIn(text)).toBeUndefined();
  });
});

it.each([
  ['password', true],
  ['api_key', true],
  ['clientSecret', true],
  ['SASL.PASSWORD', true],
  ['accessToken', true],
  ['secret', false],
  ['passwordFile', false],
  ['namespace', false],
])('%s as a key: %s', (key, secret) => {
  expect(isSecretKey(key)).toBe(secret);
});
