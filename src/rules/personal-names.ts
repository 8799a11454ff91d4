import { wordsOf } from '../model/names.ts';

/**
 * Names of fields that hold data about a person, in the languages of specs that we have read (English, German, French,
 * Spanish, Italian, Dutch, Portuguese, Swedish), as words in lower case without accents. A field counts when its name
 * is one of them or ends in one: `customerEmail`.
 */
const endings = new Set(
  [
    'email, email address, e mail, e mail address, mail address, phone, phone number, telephone, telephone number, mobile number, mobile phone, cell phone, fax number',
    'first name, last name, given name, family name, middle name, maiden name, full name, surname, forename, nickname',
    'birth date, birthdate, birthday, date of birth, dob, place of birth, birthplace, gender, nationality, ethnicity, religion, marital status',
    'home address, street address, postal address, mailing address, ip address, street, street name, house number',
    'ssn, social security number, national id, national identity number, passport number, tax id, driver license, driving licence number, license plate',
    'iban, account holder, card number, credit card number, card holder, cardholder, cardholder name, cvv, cvc, bank account number',
    'salary, diagnosis, blood type, medical record number, fingerprint data, biometric data',
    'vorname, nachname, familienname, geburtsname, geburtsdatum, geburtstag, geburtsort, geschlecht, telefon, telefonnummer, handynummer, strasse, hausnummer, anschrift, kontoinhaber, steuernummer, personalausweisnummer, staatsangehorigkeit, e mail adresse',
    'prenom, nom de famille, date de naissance, lieu de naissance, adresse postale, adresse mail, courriel, numero de telephone, numero securite sociale, sexe',
    'apellido, apellidos, fecha de nacimiento, correo, correo electronico, telefono, direccion postal, sexo, dni',
    'cognome, data di nascita, luogo di nascita, codice fiscale, indirizzo email, numero di telefono',
    'voornaam, achternaam, geboortedatum, telefoonnummer, huisnummer, burgerservicenummer, bsn, geslacht',
    'sobrenome, data de nascimento, cpf, telefone, endereco de email',
    'fornamn, efternamn, fodelsedatum, personnummer, telefonnummer, e post, epost',
  ]
    .join(', ')
    .split(', ')
    // Compared without spaces: lastName, last_name and lastname are one name.
    .map((name) => name.replaceAll(' ', '')),
);

/** Whole names only: behind another word they say something else, such as `topicAddress`. */
const wholeNames = new Set(['address', 'adresse', 'nom', 'customer name', 'person name']);

/** True where the name of a field says that it holds data about a person. */
export function looksPersonal(name: string): boolean {
  let personal = answers.get(name);
  if (personal === undefined) {
    if (answers.size > 10_000) answers.clear();
    personal = isPersonalName(name);
    answers.set(name, personal);
  }
  return personal;
}

/** The same names occur again and again in one design. */
const answers = new Map<string, boolean>();

function isPersonalName(name: string): boolean {
  const words = wordsOf(
    name
      .normalize('NFD')
      .replace(/\p{Diacritic}/gu, '')
      .replaceAll('ß', 'ss')
      .replaceAll('ø', 'o'),
  ).map((word) => word.toLowerCase());
  if (wholeNames.has(words.join(' '))) return true;
  for (let from = 0; from < words.length; from++) {
    const rest = words.slice(from);
    if (endings.has(rest.join(''))) return true;
  }
  return false;
}
