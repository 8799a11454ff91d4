/** Kinds of data about a real person or account that can be told from a value, with what a person would call them. */
export function realDataIn(text: string, name: string): string | undefined {
  if (text.length > 200) return undefined;
  if (isRealEmail(text)) return 'an e-mail address';
  if (isRealCard(text, name)) return 'the number of a payment card';
  if (isRealIban(text)) return 'an IBAN';
  return undefined;
}

/**
 * Domains that stand for nobody: RFC 2606 and RFC 6761 keep `example`, `test`, `invalid` and `localhost`, and the
 * domains example.com, .net and .org.
 */
const nobodysDomain = /(^|\.)(example(\.(com|net|org|edu))?|test|invalid|localhost|local|internal)$/i;

/** Words that are no mailbox and no company, but what people write for one. */
const madeUp = /^(example|acme|foo|bar|mail|email|company|domain|host|shop|yourdomain|yourcompany)\./i;

function isRealEmail(text: string): boolean {
  const domain = /^[^\s@<>"]+@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)+)$/i.exec(text)?.[1];
  return domain !== undefined && !nobodysDomain.test(domain) && !madeUp.test(domain);
}

/** Begins and lengths of the large card networks (ISO/IEC 7812). */
const cardNumber = /^(4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d{2})\d{12})$/;

/** Numbers that the networks and payment providers publish for tests. */
const testCards = new Set(
  (
    '4242424242424242 4111111111111111 4012888888881881 4000056655665556 4000000000000002 5555555555554444 5105105105105100 ' +
    '5200828282828210 2223003122003222 378282246310005 371449635398431 6011111111111117 6011000990139424'
  ).split(' '),
);

/** One number in ten passes the checksum by chance, so its form or its name has to say that it is one. */
function isRealCard(text: string, name: string): boolean {
  const digits = text.replace(/[ -]/g, '');
  if (!cardNumber.test(digits) || testCards.has(digits)) return false;
  const isGrouped = /^\d{4}([ -])\d{4}\1\d{4}\1\d{4}$|^3[47]\d{2}([ -])\d{6}\2\d{5}$/.test(text);
  return (isGrouped || /card|pan$|pannumber|creditnumber/i.test(name)) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Account numbers of the registry's own examples (SWIFT IBAN Registry), and of banks' documentation. */
const exampleIbans = new Set(
  (
    'DE89370400440532013000 GB29NWBK60161331926819 GB82WEST12345698765432 FR1420041010050500013M02606 ' +
    'NL91ABNA0417164300 ES9121000418450200051332 IT60X0542811101000000123456 CH9300762011623852957 AT611904300234573201 ' +
    'BE68539007547034 PL61109010140000071219812874 SE4550000000058398257466 DK5000400440116243 NO9386011117947 ' +
    'FI2112345600000785 PT50000201231234567890154 IE29AIBK93115212345678 LU280019400644750000 CZ6508000000192000145399'
  ).split(' '),
);

function isRealIban(text: string): boolean {
  const iban = text.replace(/ /g, '');
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) || exampleIbans.has(iban)) return false;
  // A bank code and account of one digit repeated is nobody's.
  if (/^.{4}[A-Z]*(\d)\1+$/.test(iban)) return false;
  return remainder(iban.slice(4) + iban.slice(0, 4)) === 1;
}

/** ISO 13616: letters count from 10, and the whole number leaves 1 by 97. */
function remainder(text: string): number {
  let rest = 0;
  for (const character of text) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest;
}
