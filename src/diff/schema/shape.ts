import type { Node, Part } from './node.ts';

/**
 * A schema as what it says of each type of JSON: references followed, `allOf` and groups of keywords merged,
 * alternatives of different types told apart. Two schemas that say the same in other words have the same shape, as
 * far as words go. An absent type is refused.
 */
export interface Shape {
  readonly string?: StringShape | undefined;
  readonly number?: NumberShape | undefined;
  readonly boolean?: BooleanShape | undefined;
  readonly null?: NullShape | undefined;
  readonly array?: ArrayShape | undefined;
  readonly object?: ObjectShape | undefined;
}

export type JsonType = keyof Shape;

export const jsonTypes: readonly JsonType[] = ['object', 'array', 'string', 'number', 'boolean', 'null'];

/** What is said of values of each type. */
export interface Said {
  /** The only ones that fit, checked against everything else: there is nothing more to know then. */
  readonly values?: readonly unknown[];
  readonly choices: readonly Choice[];
  readonly nots: readonly Node[];
  /** What holds beside the choices: the parts without them. Absent where `unevaluated…` ties them together. */
  readonly base?: readonly Part[];
}

/** Alternatives that the type leaves open: at least one holds, exactly one, or one of `if` and `else`. */
export interface Choice {
  readonly rule: 'any' | 'one' | 'if';
  readonly branches: readonly Node[];
  readonly from: Part;
}

export interface StringShape extends Said {
  readonly minLength: number;
  readonly maxLength: number;
  readonly patterns: readonly string[];
  readonly formats: readonly string[];
  readonly contentEncoding?: string;
  readonly contentMediaType?: string;
}

export interface NumberShape extends Said {
  readonly integer: boolean;
  readonly lower: Bound;
  readonly upper: Bound;
  readonly multiples: readonly number[];
  readonly formats: readonly string[];
}

/** Infinite: no bound. */
export interface Bound {
  readonly value: number;
  readonly exclusive: boolean;
}

export interface BooleanShape extends Said {}

export interface NullShape extends Said {}

export interface ArrayShape extends Said {
  /** Of each schema that speaks of items: its positions, and what follows them. */
  readonly groups: readonly { readonly prefix: readonly Node[]; readonly items: Node }[];
  readonly minItems: number;
  readonly maxItems: number;
  readonly unique: boolean;
  readonly contains: readonly ContainsShape[];
  readonly unevaluated: readonly Unevaluated[];
}

export interface ContainsShape {
  readonly node: Node;
  readonly min: number;
  readonly max: number;
}

export interface ObjectShape extends Said {
  /** Of each schema that speaks of members: those it lists, those whose names match, and the others. */
  readonly groups: readonly MemberGroup[];
  readonly required: ReadonlySet<string>;
  readonly names: readonly Node[];
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly dependentRequired: ReadonlyMap<string, ReadonlySet<string>>;
  readonly dependentSchemas: ReadonlyMap<string, Node>;
  readonly unevaluated: readonly Unevaluated[];
}

export interface MemberGroup {
  readonly properties: ReadonlyMap<string, Node>;
  readonly patterns: readonly { readonly pattern: string; readonly node: Node }[];
  /** Absent: anything. */
  readonly additional?: Node;
}

/** `unevaluated…` where what it speaks of depends on alternatives. */
export interface Unevaluated {
  readonly node: Node;
  /** Names that some schema beside it speaks of, whatever alternative holds; */
  readonly names: ReadonlySet<string>;
  /** and whether they are not all: a pattern, or members of any name, are spoken of. */
  readonly more: boolean;
  /** All that it looks at, itself included. */
  readonly beside: Node;
}

/** Whether every value of the type fits. */
export function isUnconstrained(type: JsonType, shape: Shape): boolean {
  const said = shape[type];
  if (type === 'null') return said !== undefined;
  if (type === 'boolean') return said?.values?.length === 2;
  if (said === undefined || said.values !== undefined || said.choices.length > 0 || said.nots.length > 0)
    return false;
  switch (type) {
    case 'string': {
      const {
        minLength = 0,
        maxLength = 0,
        patterns = [],
        formats = [],
        contentEncoding,
        contentMediaType,
      } = shape.string ?? {};
      const counted = minLength > 0 || maxLength < Number.POSITIVE_INFINITY;
      return (
        !counted &&
        patterns.length + formats.length === 0 &&
        contentEncoding === undefined &&
        contentMediaType === undefined
      );
    }
    case 'number': {
      const { number } = shape;
      return (
        number !== undefined &&
        !number.integer &&
        number.lower.value === Number.NEGATIVE_INFINITY &&
        number.upper.value === Number.POSITIVE_INFINITY &&
        number.multiples.length + number.formats.length === 0
      );
    }
    case 'array': {
      const { array } = shape;
      return (
        array !== undefined &&
        array.groups.length === 0 &&
        array.minItems === 0 &&
        array.maxItems === Number.POSITIVE_INFINITY &&
        !array.unique &&
        array.contains.length + array.unevaluated.length === 0
      );
    }
    case 'object': {
      const { object } = shape;
      return (
        object !== undefined &&
        object.groups.length === 0 &&
        object.required.size === 0 &&
        object.names.length === 0 &&
        object.minProperties === 0 &&
        object.maxProperties === Number.POSITIVE_INFINITY &&
        object.dependentRequired.size + object.dependentSchemas.size + object.unevaluated.length === 0
      );
    }
  }
}
