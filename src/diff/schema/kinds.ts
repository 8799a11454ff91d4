import { listed } from './describe.ts';
import { meaningfulKeywords } from './meaningful-keywords.ts';
import type { Verdict, Verdicts } from './verdict.ts';

/**
 * What becomes of the set of values that fit: there are more, fewer, other ones, the same; or it depends on the case,
 * and is risky where that cannot be decided.
 */
export type Effect =
  | 'widens'
  | 'narrows'
  | 'replaces'
  | 'keeps'
  | 'documents'
  | 'may widen'
  | 'may narrow'
  | 'depends';

export type KindGroup =
  | 'documentation'
  | 'types'
  | 'properties'
  | 'further members'
  | 'values'
  | 'texts and numbers'
  | 'lists'
  | 'alternatives and conditions'
  | 'Avro';

/** One kind of difference between two schemas: what it means, and what to do about it. */
export interface SchemaChangeKindInfo {
  readonly group: KindGroup;
  /** What changed. */
  readonly title: string;
  readonly effect: Effect;
  /** Verdicts of tolerant readers where they differ; of `event`s: those of commands are the strict ones. */
  readonly tolerant?: Partial<Verdicts> & { readonly onlyEvents?: true };
  /** Verdicts where they differ if writers write what is declared and nothing else, and readers pass over the rest. */
  readonly closedProducer?: Partial<Verdicts>;
  /** One sentence without a full stop. */
  readonly why: string;
  /** What to do instead, or how to do it without hurting anybody. */
  readonly safe?: string;
}

const strictVerdicts: { readonly [effect in Effect]: Verdicts } = {
  widens: { backward: 'compatible', forward: 'breaking' },
  narrows: { backward: 'breaking', forward: 'compatible' },
  replaces: { backward: 'breaking', forward: 'breaking' },
  keeps: { backward: 'compatible', forward: 'compatible' },
  documents: { backward: 'documentation', forward: 'documentation' },
  'may widen': { backward: 'compatible', forward: 'risky' },
  'may narrow': { backward: 'risky', forward: 'compatible' },
  depends: { backward: 'risky', forward: 'risky' },
};

/** What an effect means for both directions, as sets of values. */
export function verdictsOfEffect(effect: Effect): Verdicts {
  return strictVerdicts[effect];
}

/** What a kind means for tolerant readers, given its strict verdicts in this case. */
export function tolerantVerdicts(
  kind: SchemaChangeKind,
  strict: Verdicts,
  role: 'event' | 'command',
): Verdicts {
  const { tolerant }: SchemaChangeKindInfo = schemaChangeKinds[kind];
  if (tolerant === undefined || (tolerant.onlyEvents === true && role === 'command')) return strict;
  const softer = (found: Verdict, own: Verdict | undefined): Verdict => own ?? found;
  return {
    backward: softer(strict.backward, tolerant.backward),
    forward: softer(strict.forward, tolerant.forward),
  };
}

/** What a kind means where writers write only what they declare, given its strict verdicts in this case. */
export function closedProducerVerdicts(kind: SchemaChangeKind, strict: Verdicts): Verdicts {
  const { closedProducer }: SchemaChangeKindInfo = schemaChangeKinds[kind];
  return { ...strict, ...closedProducer };
}

const expand = 'write both for a while, move the readers, then take the old one out as a new major version';
const newEvent = 'publish a new event `….v2` beside this one and deprecate this one';

function kinds<K extends string>(
  table: { readonly [kind in K]: SchemaChangeKindInfo },
): {
  readonly [kind in K]: SchemaChangeKindInfo;
} {
  return table;
}

/** Every kind of change, in the order of the documentation. */
export const schemaChangeKinds = kinds({
  documentation: {
    group: 'documentation',
    title: 'title, description, examples, deprecated, readOnly, writeOnly or an `x-` keyword changed',
    effect: 'documents',
    why: 'they say something to people and accept what they accepted',
  },
  'default-added': {
    group: 'documentation',
    title: 'default added',
    effect: 'keeps',
    why: 'a default makes no value valid that was not',
  },
  'default-changed': {
    group: 'documentation',
    title: 'default changed',
    effect: 'keeps',
    tolerant: { backward: 'risky', forward: 'risky' },
    why: 'readers that fill it in see another value where it is missing, before and after their deployment',
    safe: 'write the value instead of leaving it out',
  },
  'default-removed': {
    group: 'documentation',
    title: 'default removed',
    effect: 'keeps',
    tolerant: { backward: 'risky', forward: 'risky' },
    why: 'readers that filled it in have nothing where it is missing',
    safe: 'write the value instead of leaving it out',
  },
  'personal-data-changed': {
    group: 'documentation',
    title: '`x-personal-data` added or removed',
    effect: 'documents',
    tolerant: { backward: 'risky', forward: 'risky' },
    why: 'the same values pass, but who keeps them has other duties',
    safe: 'tell the owners of its subscribers first',
  },
  'type-widened': {
    group: 'types',
    title: 'further types allowed (integer → number, a type → the type or null, none written)',
    effect: 'widens',
    why: 'readers of the old type get a value of another one',
    safe: 'add a property of the new type beside it; write both while old readers live',
  },
  'type-narrowed': {
    group: 'types',
    title: 'fewer types allowed (number → integer, null no longer, a type written where none was)',
    effect: 'narrows',
    why: 'what was written before may have a type that is refused now',
    safe: 'stop writing the others first; narrow the schema when no old data is read any more',
  },
  'type-changed': {
    group: 'types',
    title: 'another type',
    effect: 'replaces',
    why: 'no value of the one is read as the other',
    safe: `add a property of the new type beside it; ${expand}`,
  },
  'value-forbidden': {
    group: 'types',
    title: 'the schema is `false` now: nothing may stand there',
    effect: 'narrows',
    why: 'old data that has something there is refused',
    safe: 'stop writing it first',
  },
  'value-allowed': {
    group: 'types',
    title: 'the schema is no longer `false`',
    effect: 'widens',
    why: 'old readers refuse whatever stands there',
    safe: 'deploy the readers first',
  },
  'property-added': {
    group: 'properties',
    title: 'optional property added to an object that allows others',
    effect: 'narrows',
    tolerant: { backward: 'compatible' },
    closedProducer: { backward: 'compatible' },
    why: 'as sets of values, old data may hold anything under that name; nobody wrote it, though',
  },
  'property-added-closed': {
    group: 'properties',
    title: 'optional property added to an object without others (`additionalProperties: false`)',
    effect: 'widens',
    closedProducer: { forward: 'compatible' },
    why: "old readers refuse a property that they don't know",
    safe: 'leave `additionalProperties` out of what readers check, and deploy them first',
  },
  'property-declared': {
    group: 'properties',
    title: 'property listed that was allowed all along',
    effect: 'keeps',
    why: 'a pattern, `additionalProperties` or the open object let it pass before; what differs is listed by itself',
  },
  'required-property-added': {
    group: 'properties',
    title: 'required property added to an object that allows others',
    effect: 'narrows',
    why: 'old data does not have it',
    safe: 'add it as optional; make it required when nobody writes or reads data without it',
  },
  'required-property-added-closed': {
    group: 'properties',
    title: 'required property added to an object without others',
    effect: 'replaces',
    closedProducer: { forward: 'compatible' },
    why: 'old data does not have it, and old readers refuse it',
    safe: newEvent,
  },
  'property-removed': {
    group: 'properties',
    title: 'optional property removed from an object that allows others',
    effect: 'widens',
    tolerant: { forward: 'risky' },
    closedProducer: { forward: 'compatible' },
    why: 'readers have to do without it anyway, but some may miss it',
    safe: 'mark it `deprecated`, see who `uses` it, then remove it',
  },
  'property-removed-closed': {
    group: 'properties',
    title: 'optional property removed from an object without others',
    effect: 'narrows',
    tolerant: { backward: 'risky', forward: 'risky', onlyEvents: true },
    closedProducer: { backward: 'compatible' },
    why: 'old data that has it is refused when it is read again; readers may miss it',
    safe: 'mark it `deprecated` and stop writing it; remove it when no old data is read any more',
  },
  'property-undeclared': {
    group: 'properties',
    title: 'property no longer listed, but still allowed by another keyword',
    effect: 'keeps',
    why: 'a pattern, `additionalProperties` or the open object let it pass as before; what differs is listed by itself',
  },
  'required-property-removed': {
    group: 'properties',
    title: 'required property removed from an object that allows others',
    effect: 'widens',
    why: 'old readers refuse data without it',
    safe: `keep writing it until its readers are gone; or ${newEvent}`,
  },
  'required-property-removed-closed': {
    group: 'properties',
    title: 'required property removed from an object without others',
    effect: 'replaces',
    closedProducer: { backward: 'compatible' },
    why: 'old readers refuse data without it, new readers refuse old data that has it',
    safe: newEvent,
  },
  'property-renamed': {
    group: 'properties',
    title: 'property renamed (a like name or place, the same schema)',
    effect: 'replaces',
    why: 'readers find neither the old name in new data nor the new name in old data',
    safe: expand,
  },
  'property-required': {
    group: 'properties',
    title: 'optional → required',
    effect: 'narrows',
    why: 'old data may be without it',
    safe: 'always write it first; make it required when no old data is read any more',
  },
  'property-optional': {
    group: 'properties',
    title: 'required → optional',
    effect: 'widens',
    why: 'old readers refuse data without it',
    safe: 'go on writing it until every reader can do without',
  },
  'additional-properties-closed': {
    group: 'further members',
    title: 'other properties are refused now (`additionalProperties` or `unevaluatedProperties`: false)',
    effect: 'narrows',
    tolerant: { backward: 'risky', onlyEvents: true },
    closedProducer: { backward: 'compatible' },
    why: 'old data with properties that are not listed is refused',
    safe: 'leave objects open: what nobody reads hurts nobody',
  },
  'additional-properties-opened': {
    group: 'further members',
    title: 'other properties are allowed now',
    effect: 'widens',
    tolerant: { forward: 'risky' },
    closedProducer: { forward: 'compatible' },
    why: 'old readers refuse properties that are not listed, as soon as somebody writes one',
    safe: 'deploy the readers first',
  },
  'additional-properties-narrowed': {
    group: 'further members',
    title: '`additionalProperties` takes fewer values',
    effect: 'narrows',
    why: 'old data may hold other values there',
    safe: 'stop writing the others first',
  },
  'additional-properties-widened': {
    group: 'further members',
    title: '`additionalProperties` takes more values',
    effect: 'widens',
    why: 'old readers refuse the values that are new',
    safe: 'deploy the readers first',
  },
  'additional-properties-changed': {
    group: 'further members',
    title: 'what other properties may hold changed, and how cannot be told',
    effect: 'depends',
    why: 'several keywords speak of the same properties',
    safe: 'state `additionalProperties` once, beside all properties',
  },
  'pattern-properties-added': {
    group: 'further members',
    title: '`patternProperties` entry added',
    effect: 'depends',
    why: 'it says something of names that were free, or refused, before',
  },
  'pattern-properties-removed': {
    group: 'further members',
    title: '`patternProperties` entry removed',
    effect: 'depends',
    why: 'the names that it spoke of are free, or refused, now',
  },
  'property-names-narrowed': {
    group: 'further members',
    title: '`propertyNames` takes fewer names',
    effect: 'narrows',
    why: 'old data may have names that are refused now',
  },
  'property-names-widened': {
    group: 'further members',
    title: '`propertyNames` takes more names',
    effect: 'widens',
    why: 'old readers refuse the names that are new',
  },
  'property-names-changed': {
    group: 'further members',
    title: '`propertyNames` takes other names',
    effect: 'depends',
    why: 'neither set of names is known to hold the other',
  },
  'dependency-added': {
    group: 'further members',
    title: '`dependentRequired` or `dependentSchemas` asks for more',
    effect: 'narrows',
    why: 'old data may have the property without what it needs now',
    safe: 'write what it needs first',
  },
  'dependency-removed': {
    group: 'further members',
    title: '`dependentRequired` or `dependentSchemas` asks for less',
    effect: 'widens',
    why: 'old readers refuse the property without what it needed',
    safe: 'deploy the readers first',
  },
  'dependency-changed': {
    group: 'further members',
    title: 'a schema of `dependentSchemas` changed',
    effect: 'depends',
    why: 'it holds only where the property is there',
  },
  'enum-values-added': {
    group: 'values',
    title: 'value added to an enum',
    effect: 'widens',
    why: "old readers refuse a value that they don't know, and generated code has no case for it",
    safe: 'deploy the readers first; or make the enum extensible from the start: `x-extensible-enum: true`',
  },
  'enum-values-added-extensible': {
    group: 'values',
    title: 'value added to an enum that is marked `x-extensible-enum: true`',
    effect: 'widens',
    tolerant: { forward: 'compatible' },
    why: 'readers were told to expect further values',
  },
  'enum-values-removed': {
    group: 'values',
    title: 'value removed from an enum',
    effect: 'narrows',
    tolerant: { backward: 'risky', onlyEvents: true },
    why: 'old data with the value is refused when it is read again',
    safe: 'stop writing it first; remove it when no old data is read any more',
  },
  'enum-replaced': {
    group: 'values',
    title: 'all values of an enum or const replaced',
    effect: 'replaces',
    why: 'no old value is valid any more, no new one was',
    safe: 'add the new values beside the old ones first',
  },
  'enum-added': {
    group: 'values',
    title: 'enum or const added: only some values of the type are left',
    effect: 'narrows',
    why: 'old data may hold other values',
    safe: 'stop writing the others first',
  },
  'enum-removed': {
    group: 'values',
    title: 'enum or const removed: any value of the type',
    effect: 'widens',
    why: "old readers refuse values that they don't know",
    safe: 'deploy the readers first',
  },
  'meaning-changed': {
    group: 'values',
    title: `${listed(
      meaningfulKeywords.map((keyword) => `\`${keyword}\``),
      'or',
    )} says something else`,
    effect: 'documents',
    tolerant: { backward: 'breaking', forward: 'breaking' },
    closedProducer: { backward: 'breaking', forward: 'breaking' },
    why: 'the same value means something else, and no check notices',
    safe: `add a property beside it; ${expand}`,
  },
  'limit-tightened': {
    group: 'texts and numbers',
    title:
      'a limit is tighter or new (minimum, maximum, exclusive ones, minLength, maxLength, minItems, maxItems, minProperties, maxProperties)',
    effect: 'narrows',
    why: 'old data may lie beyond it',
    safe: 'keep to the limit when writing first',
  },
  'limit-loosened': {
    group: 'texts and numbers',
    title: 'a limit is looser or gone',
    effect: 'widens',
    why: 'old readers refuse what lies beyond their limit',
    safe: 'deploy the readers first',
  },
  'max-length-raised': {
    group: 'texts and numbers',
    title: 'maxLength raised or gone',
    effect: 'widens',
    tolerant: { forward: 'risky' },
    why: 'old readers that check it, or have a column of that width, refuse longer texts',
    safe: "widen the readers' columns first",
  },
  'multiple-narrowed': {
    group: 'texts and numbers',
    title: 'multipleOf added, or raised to a multiple',
    effect: 'narrows',
    why: 'old data may lie between the steps',
  },
  'multiple-widened': {
    group: 'texts and numbers',
    title: 'multipleOf removed, or lowered to a divisor',
    effect: 'widens',
    why: 'old readers refuse what lies between their steps',
  },
  'multiple-changed': {
    group: 'texts and numbers',
    title: 'multipleOf changed otherwise',
    effect: 'replaces',
    why: 'each refuses steps of the other',
  },
  'pattern-added': {
    group: 'texts and numbers',
    title: 'pattern added',
    effect: 'narrows',
    why: 'old data may not match it',
    safe: 'keep to the pattern when writing first',
  },
  'pattern-removed': {
    group: 'texts and numbers',
    title: 'pattern removed',
    effect: 'widens',
    why: 'old readers refuse what does not match theirs',
    safe: 'deploy the readers first',
  },
  'pattern-widened': {
    group: 'texts and numbers',
    title: 'pattern changed: it matches all that the old one did, and more',
    effect: 'widens',
    why: 'old readers refuse what only the new one matches',
    safe: 'deploy the readers first',
  },
  'pattern-narrowed': {
    group: 'texts and numbers',
    title: 'pattern changed: it matches less than the old one',
    effect: 'narrows',
    why: 'old data may match only the old one',
    safe: 'keep to the new pattern when writing first',
  },
  'pattern-rewritten': {
    group: 'texts and numbers',
    title: 'pattern written otherwise, matching the same texts',
    effect: 'keeps',
    why: 'both match exactly the same texts',
  },
  'pattern-changed': {
    group: 'texts and numbers',
    title: 'pattern changed: each matches texts that the other does not, or nobody can tell',
    effect: 'replaces',
    why: 'old data may match only the old one, new data only the new one',
    safe: expand,
  },
  'format-added': {
    group: 'texts and numbers',
    title: 'format added',
    effect: 'narrows',
    why: 'validators enforce the format: old data may not have it',
    safe: 'keep to the format when writing first',
  },
  'format-removed': {
    group: 'texts and numbers',
    title: 'format removed',
    effect: 'widens',
    why: 'old readers enforce theirs',
    safe: 'deploy the readers first',
  },
  'format-noted': {
    group: 'texts and numbers',
    title: 'format added that no validator of eda enforces',
    effect: 'may narrow',
    why: 'it says something to people, and to validators of others',
  },
  'format-forgotten': {
    group: 'texts and numbers',
    title: 'format removed that no validator of eda enforces',
    effect: 'may widen',
    why: 'validators of others may enforce it',
  },
  'format-widened': {
    group: 'texts and numbers',
    title: 'format takes more (int32 → int64, float → double)',
    effect: 'widens',
    why: 'old readers overflow, or lose digits',
    safe: 'deploy the readers first',
  },
  'format-narrowed': {
    group: 'texts and numbers',
    title: 'format takes less (int64 → int32, double → float)',
    effect: 'narrows',
    why: 'old data may be too large, or too precise',
  },
  'format-changed': {
    group: 'texts and numbers',
    title: 'another format (date → date-time, uuid → email)',
    effect: 'replaces',
    why: 'what has the one does not have the other',
    safe: expand,
  },
  'content-changed': {
    group: 'texts and numbers',
    title: 'contentEncoding or contentMediaType changed',
    effect: 'replaces',
    why: 'the same text means other bytes: readers decode it wrongly',
    safe: expand,
  },
  'tuple-item-added': {
    group: 'lists',
    title: 'position added to a list that allows further items',
    effect: 'narrows',
    why: 'old data may hold anything there',
  },
  'tuple-item-added-closed': {
    group: 'lists',
    title: 'position added to a list without further items',
    effect: 'widens',
    why: 'old readers refuse a longer list',
    safe: 'deploy the readers first',
  },
  'tuple-item-removed': {
    group: 'lists',
    title: 'position removed from a list that allows further items',
    effect: 'widens',
    why: 'old readers refuse other values there',
  },
  'tuple-item-removed-closed': {
    group: 'lists',
    title: 'position removed from a list without further items',
    effect: 'narrows',
    why: 'old data is longer than what is allowed now',
  },
  'unique-added': {
    group: 'lists',
    title: 'uniqueItems added',
    effect: 'narrows',
    why: 'old data may hold an item twice',
  },
  'unique-removed': {
    group: 'lists',
    title: 'uniqueItems removed',
    effect: 'widens',
    why: 'old readers refuse an item that stands twice',
  },
  'contains-narrowed': {
    group: 'lists',
    title: 'contains, minContains or maxContains added, or asking for more',
    effect: 'narrows',
    why: 'old data may lack the item',
  },
  'contains-widened': {
    group: 'lists',
    title: 'contains, minContains or maxContains removed, or asking for less',
    effect: 'widens',
    why: 'old readers refuse lists without the item',
  },
  'contains-changed': {
    group: 'lists',
    title: 'contains changed otherwise',
    effect: 'depends',
    why: 'neither is known to imply the other',
  },
  'unevaluated-changed': {
    group: 'further members',
    title: 'unevaluatedProperties or unevaluatedItems beside alternatives changed',
    effect: 'depends',
    why: 'what it speaks of depends on which alternative holds',
    safe: 'close each alternative by itself, or none',
  },
  'alternative-added': {
    group: 'alternatives and conditions',
    title: 'alternative added to anyOf or oneOf',
    effect: 'widens',
    why: 'old readers know none that fits',
    safe: 'deploy the readers first; or publish it as an event of its own',
  },
  'alternative-removed': {
    group: 'alternatives and conditions',
    title: 'alternative removed from anyOf or oneOf',
    effect: 'narrows',
    why: 'old data of that alternative is refused',
    safe: 'stop writing it first',
  },
  'alternative-covered': {
    group: 'alternatives and conditions',
    title: 'alternative added or removed that another one covers',
    effect: 'keeps',
    why: 'whatever fits it fits another one as well',
  },
  'alternatives-overlap': {
    group: 'alternatives and conditions',
    title: 'alternatives of oneOf may both fit the same value',
    effect: 'depends',
    why: 'oneOf refuses what fits two of its alternatives',
    safe: 'tell alternatives apart by a property with a const in each, or use anyOf',
  },
  'discriminator-changed': {
    group: 'alternatives and conditions',
    title: 'alternatives are told apart by another property',
    effect: 'replaces',
    why: 'readers find the alternative by a property that is not there any more',
    safe: newEvent,
  },
  'exclusion-added': {
    group: 'alternatives and conditions',
    title: '`not` added, or refusing more',
    effect: 'narrows',
    why: 'old data may be what is refused now',
  },
  'exclusion-removed': {
    group: 'alternatives and conditions',
    title: '`not` removed, or refusing less',
    effect: 'widens',
    why: 'old readers refuse it still',
  },
  'exclusion-changed': {
    group: 'alternatives and conditions',
    title: '`not` refuses something else',
    effect: 'depends',
    why: 'neither is known to refuse all that the other does',
  },
  'condition-changed': {
    group: 'alternatives and conditions',
    title: 'if, then or else changed',
    effect: 'depends',
    why: 'which branch holds depends on the value',
    safe: 'use oneOf with a const in each alternative: it can be compared',
  },
  'avro-type-promoted': {
    group: 'Avro',
    title: 'int → long, float or double; long → float or double; float → double',
    effect: 'widens',
    why: 'readers promote what was written; old readers cannot take the wider type back',
    safe: 'deploy the readers first',
  },
  'avro-type-demoted': {
    group: 'Avro',
    title: 'the other way round: double → float, long → int and the like',
    effect: 'narrows',
    why: 'what was written in the wider type does not fit',
    safe: 'add a field of the new type beside it',
  },
  'avro-type-exchanged': {
    group: 'Avro',
    title: 'string ↔ bytes',
    effect: 'keeps',
    why: 'each is read as the other',
  },
  'avro-type-changed': {
    group: 'Avro',
    title: 'another type',
    effect: 'replaces',
    why: 'neither is read as the other',
    safe: 'add a field of the new type, with a default, beside it',
  },
  'avro-logical-type-changed': {
    group: 'Avro',
    title: 'logical type changed; precision or scale of a decimal too',
    effect: 'replaces',
    why: 'the same bytes are read as another value: milliseconds as microseconds, cents as euros',
    safe: 'add a field of the new type, with a default, beside it',
  },
  'avro-name-changed': {
    group: 'Avro',
    title: 'record, enum or fixed renamed',
    effect: 'replaces',
    why: "types of other names do not match, unless the reader has the writer's name for an alias",
    safe: 'keep the old name under `aliases`, and deploy the readers first',
  },
  'avro-namespace-changed': {
    group: 'Avro',
    title: 'namespace changed, the name kept',
    effect: 'depends',
    why: 'the specification compares names without namespaces; some libraries, and code that is generated, do not',
    safe: 'keep the old full name under `aliases`',
  },
  'avro-field-added': {
    group: 'Avro',
    title: 'field added, without a default',
    effect: 'narrows',
    why: 'old data does not have it, and nothing takes its place',
    safe: 'give it a default',
  },
  'avro-field-added-default': {
    group: 'Avro',
    title: 'field added, with a default',
    effect: 'keeps',
    why: 'readers of old data take the default; old readers pass over the field',
  },
  'avro-field-removed': {
    group: 'Avro',
    title: 'field removed that had no default',
    effect: 'widens',
    why: 'old readers find nothing to take its place',
    safe: 'give it a default in a version before the one that removes it',
  },
  'avro-field-removed-default': {
    group: 'Avro',
    title: 'field removed that had a default',
    effect: 'keeps',
    tolerant: { forward: 'risky' },
    why: 'old readers take the default, and may take it for a value that was sent',
  },
  'avro-field-renamed': {
    group: 'Avro',
    title: 'field renamed, the old name an alias',
    effect: 'widens',
    why: 'new readers find it by the alias; old ones do not, unless they have a default',
    safe: 'deploy the readers first; or write both names for a while',
  },
  'avro-symbol-added': {
    group: 'Avro',
    title: 'symbol added to an enum',
    effect: 'widens',
    why: "old readers don't know it, unless their enum has a default",
    safe: 'give the enum a default from the start; deploy the readers first',
  },
  'avro-symbol-removed': {
    group: 'Avro',
    title: 'symbol removed from an enum',
    effect: 'narrows',
    why: 'old data with it is refused, unless the new enum has a default',
    safe: 'give the enum a default, or stop writing the symbol first',
  },
  'avro-size-changed': {
    group: 'Avro',
    title: 'size of a fixed changed',
    effect: 'replaces',
    why: 'fixed types match only with the same size',
    safe: 'add a field of the new type, with a default, beside it',
  },
  'avro-branch-added': {
    group: 'Avro',
    title: 'type added to a union, or a type became a union (string → null or string)',
    effect: 'widens',
    why: 'old readers cannot read what is written in the new branch',
    safe: 'deploy the readers first',
  },
  'avro-branch-removed': {
    group: 'Avro',
    title: 'type removed from a union, or a union became one of its types',
    effect: 'narrows',
    why: 'old data of that branch cannot be read',
    safe: 'stop writing it first',
  },
  'avro-branch-covered': {
    group: 'Avro',
    title: 'type added to or removed from a union that another branch reads',
    effect: 'keeps',
    why: 'what is written in it is promoted to another branch',
  },
});

export type SchemaChangeKind = keyof typeof schemaChangeKinds;
