import { expect, test } from 'vitest';
import { realDataIn } from './real-data.ts';

test.each([
  ['maria.schmidt@gmail.com', 'email', 'an e-mail address'],
  ['4539 1488 0343 6467', 'reference', 'the number of a payment card'],
  ['4539148803436467', 'cardNumber', 'the number of a payment card'],
  ['3782 822463 10013', 'x', 'the number of a payment card'],
  ['DE75512108001245126199', 'account', 'an IBAN'],
  ['GB33 BUKB 2020 1555 5555 55', 'account', 'an IBAN'],
])('%s in %s is %s', (text, name, kind) => {
  expect(realDataIn(text, name)).toBe(kind);
});

test.each([
  ['ada@example.com', 'email'],
  ['ada@mail.example.org', 'email'],
  ['ada@shop.test', 'email'],
  ['someone@acme.io', 'email'],
  ['not an address @ all.com', 'text'],
  ['https://user@host.com/', 'url'],
  // The same digits as an order number prove nothing.
  ['4539148803436467', 'orderNumber'],
  ['4539148803436468', 'cardNumber'],
  ['3782 822463 10014', 'cardNumber'],
  ['4242 4242 4242 4242', 'cardNumber'],
  ['DE89 3704 0044 0532 0130 00', 'iban'],
  ['DE75512108001245126198', 'iban'],
  ['DE00000000000000000000', 'iban'],
  ['7d1f8a52-6c1e-4b0e-9d43-0a4f0f3c1b11', 'id'],
  ['x'.repeat(300), 'text'],
])('%s in %s is nobody', (text, name) => {
  expect(realDataIn(text, name)).toBe(undefined);
});
