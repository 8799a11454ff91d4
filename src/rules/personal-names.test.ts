import { expect, it } from 'vitest';
import { looksPersonal } from './personal-names.ts';

it.each([
  'email',
  'customerEmail',
  'e_mail',
  'EmailAddress',
  'phoneNumber',
  'billing_phone_number',
  'first_name',
  'lastname',
  'dateOfBirth',
  'geburtsdatum',
  'Straße',
  'prénom',
  'teléfono',
  'codiceFiscale',
  'achternaam',
  'cpf',
  'personnummer',
  'debtorIban',
  'ipAddress',
  'address',
  'cardNumber',
])('%s looks personal', (name) => {
  expect(looksPersonal(name)).toBe(true);
});

it.each([
  'userId',
  'name',
  'productName',
  'emailTemplate',
  'emailCount',
  'topicAddress',
  'walletAddress',
  'phoneModel',
  'status',
  'createdAt',
  'constructor',
  '',
  'orderNumber',
  'cardType',
])('%s does not', (name) => {
  expect(looksPersonal(name)).toBe(false);
});
