import { compareLeast, compareMost } from './compare-scalars.ts';
import { type Comparison, deeper, type Found, type Here, type Outcome, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { findRenames, type LoneProperty } from './find-renames.ts';
import { finding } from './finding.ts';
import { verdictsOfEffect } from './kinds.ts';
import { listedNames, memberOf, otherMembers } from './members.ts';
import { anyNode, type Node } from './node.ts';
import { isUnconstrained, jsonTypes, type ObjectShape, type Unevaluated } from './shape.ts';
import { isHarmless, mirrored, type Verdicts, worstVerdicts } from './verdict.ts';

/** What differs between two schemas of objects, without their alternatives. */
export function compareObjects(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  return [
    ...compareProperties(a, b, here, comparison),
    ...compareOthers(a, b, here, comparison),
    ...compareUnevaluated(a.unevaluated, b.unevaluated, 'unevaluatedProperties', here, comparison),
    ...compareNames(a, b, here, comparison),
    ...compareLeast('minProperties', a.minProperties, b.minProperties, here),
    ...compareMost('maxProperties', a.maxProperties, b.maxProperties, here),
    ...compareDependentRequired(a, b, here),
    ...compareDependentSchemas(a, b, here, comparison),
  ];
}

function compareProperties(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  const { nodes } = comparison;
  const [inA, inB] = [listedNames(a), listedNames(b)];
  const found: Found[] = [];
  const added: LoneProperty[] = [];
  const removed: LoneProperty[] = [];
  for (const name of new Set([...inA, ...inB, ...a.required, ...b.required])) {
    const old = memberOf(a, name, nodes);
    const now = memberOf(b, name, nodes);
    const wasRequired = a.required.has(name);
    const isRequired = b.required.has(name);
    if (inA.has(name) && !inB.has(name)) {
      removed.push({ name, node: old, other: now, required: wasRequired, requiredThere: isRequired });
    } else if (inB.has(name) && !inA.has(name)) {
      added.push({ name, node: now, other: old, required: isRequired, requiredThere: wasRequired });
    } else {
      if (wasRequired !== isRequired)
        found.push(requiredness(name, isRequired, placesOf(old, now, here), now, comparison));
      if (!comparison.areSame(old, now))
        found.push(...deeper(name, comparison.compare(old, now, here).found));
    }
  }
  const renames = findRenames(removed, added, here, comparison);
  for (const { from, to } of renames) {
    const places = placesOf(from.node, to.node, here);
    found.push(
      finding('property-renamed', places, {
        text: `renamed to ${to.name}`,
        path: [from.name],
        joint: ' ',
        old: from.name,
        new: to.name,
      }),
    );
  }
  const renamed = new Set(renames.flatMap(({ from, to }) => [from, to]));
  for (const each of removed) if (!renamed.has(each)) found.push(...lone(each, 'removed', here, comparison));
  for (const each of added) if (!renamed.has(each)) found.push(...lone(each, 'added', here, comparison));
  return found;
}

function requiredness(
  name: string,
  isRequired: boolean,
  places: Here,
  now: Node,
  { options }: Comparison,
): Found {
  const [old, next] = isRequired ? ['optional', 'required'] : ['required', 'optional'];
  const hasDefault = isRequired && declaresDefault(now);
  return finding(isRequired ? 'property-required' : 'property-optional', places, {
    text: `${old} → ${next}${hasDefault ? ', with a default' : ''}`,
    path: [name],
    old,
    new: next,
    ...(hasDefault && options.applyDefaults === true ? { strict: verdictsOfEffect('keeps') } : {}),
  });
}

function declaresDefault(node: Node): boolean {
  return node.parts.some(({ schema }) => schema.note?.default !== undefined);
}

/** A property that only one side lists: what that means depends on what the other side says of such names. */
function lone(
  property: LoneProperty,
  what: 'added' | 'removed',
  here: Here,
  comparison: Comparison,
): Found[] {
  const { name, node, other, required, requiredThere } = property;
  const [a, b] = what === 'added' ? [other, node] : [node, other];
  const places = placesOf(a, b, here);
  const shape = comparison.shapeOf(node);
  const elsewhere = comparison.shapeOf(other);
  const isClosed = jsonTypes.every((type) => elsewhere[type] === undefined);
  const isOpen = jsonTypes.every((type) => isUnconstrained(type, elsewhere));
  const isNothing = jsonTypes.every((type) => shape[type] === undefined);
  const says = !jsonTypes.every((type) => isUnconstrained(type, shape));
  const excerpt = describeShape(shape);
  const hasDefault = required && what === 'added' && declaresDefault(node);
  const fills = hasDefault && comparison.options.applyDefaults === true;
  const details = {
    text: `${what}, ${required ? `required${hasDefault ? ' with a default' : ''}` : 'optional'}`,
    path: [name],
    joint: ' ',
    ...(what === 'added' ? { new: excerpt } : { old: excerpt }),
  } as const;
  if (isNothing && isClosed) return [];
  if (!isNothing && required !== requiredThere && (isClosed || isOpen)) {
    if (required) {
      const kind = `required-property-${what}${isClosed ? '-closed' : ''}` as const;
      const strict = fills ? verdictsOfEffect(isClosed ? 'widens' : 'keeps') : undefined;
      return [finding(kind, places, { ...details, ...(strict === undefined ? {} : { strict }) })];
    }
  }
  if (!isNothing && !required && !requiredThere && isClosed) {
    return [finding(`property-${what}-closed`, places, details)];
  }
  if (!isNothing && !required && !requiredThere && isOpen && says) {
    return [finding(`property-${what}`, places, details)];
  }
  const found = [
    finding(what === 'added' ? 'property-declared' : 'property-undeclared', places, {
      text: what === 'added' ? 'listed now' : 'not listed any more',
      path: [name],
      joint: ' ',
      ...(what === 'added' ? { new: excerpt } : { old: excerpt }),
    }),
  ];
  const [wasRequired, isRequired] = what === 'added' ? [requiredThere, required] : [required, requiredThere];
  if (wasRequired !== isRequired) found.push(requiredness(name, isRequired, places, b, comparison));
  return [...found, ...deeper(name, comparison.compare(a, b, here).found)];
}

/** Members that neither side lists. */
function compareOthers(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  const { nodes } = comparison;
  if (!isPlain(a, comparison) || !isPlain(b, comparison)) {
    if (hasSameGroups(a, b, here, comparison)) return [];
    return [
      finding('additional-properties-changed', here, { text: 'what other properties may hold changed' }),
    ];
  }
  const [old, now] = [otherMembers(a, nodes), otherMembers(b, nodes)];
  const patterns = (shape: ObjectShape): Map<string, Node> =>
    new Map(shape.groups.flatMap((group) => group.patterns.map((each) => [each.pattern, each.node])));
  const [inA, inB] = [patterns(a), patterns(b)];
  const found: Found[] = [];
  for (const pattern of new Set([...inA.keys(), ...inB.keys()])) {
    const [was, is] = [inA.get(pattern), inB.get(pattern)];
    if (was !== undefined && is !== undefined) {
      if (!comparison.areSame(was, is)) found.push(...deeper('*', comparison.compare(was, is, here).found));
    } else if (is !== undefined) {
      const strict = patternAdded(is, old, [...inA.values()], here, comparison);
      if (isHarmless(strict.backward) && isHarmless(strict.forward)) continue;
      found.push(
        finding('pattern-properties-added', placesOf(anyNode, is, here), {
          text: `names that match ${pattern} added: ${describeShape(comparison.shapeOf(is))}`,
          new: pattern,
          strict,
        }),
      );
    } else if (was !== undefined) {
      const strict = mirrored(patternAdded(was, now, [...inB.values()], here, flipped(comparison)));
      if (isHarmless(strict.backward) && isHarmless(strict.forward)) continue;
      found.push(
        finding('pattern-properties-removed', placesOf(was, anyNode, here), {
          text: `names that match ${pattern} removed: ${describeShape(comparison.shapeOf(was))}`,
          old: pattern,
          strict,
        }),
      );
    }
  }
  return comparison.areSame(old, now) ? found : [...found, ...compareAdditional(old, now, here, comparison)];
}

/** A comparison with the roles of a and b swapped, for what is looked at from the other side. */
function flipped(comparison: Comparison): Comparison {
  return {
    ...comparison,
    compare: (a, b, here) => {
      const { found, strict } = comparison.compare(b, a, here);
      return { found, strict: mirrored(strict) };
    },
  };
}

/**
 * A pattern that one side alone has. The other side's names that match it are `others`, or fall under its own
 * patterns; this side's names that match it have left `others`.
 */
function patternAdded(
  node: Node,
  others: Node,
  patterns: readonly Node[],
  here: Here,
  comparison: Comparison,
): Verdicts {
  const outcomes = [others, ...patterns].map((each) => comparison.compare(each, node, here).strict);
  const backward = worstVerdicts(outcomes).backward;
  const forward = outcomes[0]?.forward ?? 'risky';
  return {
    backward: backward === 'documentation' ? 'compatible' : backward,
    forward: forward === 'documentation' ? 'compatible' : forward,
  };
}

function compareAdditional(old: Node, now: Node, here: Here, comparison: Comparison): Found[] {
  const [was, is] = [comparison.shapeOf(old), comparison.shapeOf(now)];
  const isNothing = (shape: typeof was): boolean => jsonTypes.every((type) => shape[type] === undefined);
  const isAnything = (shape: typeof was): boolean => jsonTypes.every((type) => isUnconstrained(type, shape));
  const places = placesOf(old, now, here);
  const word = (shape: typeof was): string =>
    isNothing(shape) ? 'refused' : isAnything(shape) ? 'allowed' : describeShape(shape);
  const details = { text: `other properties ${word(was)} → ${word(is)}`, old: word(was), new: word(is) };
  if (isNothing(was) && isNothing(is)) return [];
  if (isNothing(is)) return [finding('additional-properties-closed', places, details)];
  if (isNothing(was)) return [finding('additional-properties-opened', places, details)];
  if (isAnything(was) && !isAnything(is)) return [finding('additional-properties-narrowed', places, details)];
  if (isAnything(is) && !isAnything(was)) return [finding('additional-properties-widened', places, details)];
  return deeper('*', comparison.compare(old, now, here).found);
}

/** One schema speaks of names that are not listed; what several say of them does not simply add up. */
function isPlain(shape: ObjectShape, comparison: Comparison): boolean {
  const speaking = speakingGroups(shape, comparison);
  return speaking.length < 2 || speaking.every(({ patterns }) => patterns.length === 0);
}

function speakingGroups(shape: ObjectShape, { shapeOf }: Comparison): ObjectShape['groups'] {
  return shape.groups.filter(({ patterns, additional }) => {
    const others = additional === undefined ? undefined : shapeOf(additional);
    return (
      patterns.length > 0 ||
      (others !== undefined && !jsonTypes.every((type) => isUnconstrained(type, others)))
    );
  });
}

function hasSameGroups(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): boolean {
  const isAlike = (one: Node, other: Node): boolean =>
    comparison.compare(one, other, here).found.length === 0;
  const [old, now] = [speakingGroups(a, comparison), speakingGroups(b, comparison)];
  return (
    old.length === now.length &&
    old.every((group, index) => {
      const other = now[index];
      return (
        other !== undefined &&
        isAlike(group.additional ?? anyNode, other.additional ?? anyNode) &&
        group.patterns.length === other.patterns.length &&
        group.patterns.every(({ pattern, node }) =>
          other.patterns.some((each) => each.pattern === pattern && isAlike(node, each.node)),
        )
      );
    })
  );
}

/** `unevaluated…` that depends on alternatives: without them, what it speaks of is not known. */
export function compareUnevaluated(
  a: readonly Unevaluated[],
  b: readonly Unevaluated[],
  keyword: string,
  here: Here,
  comparison: Comparison,
): Found[] {
  if (a.length === 0 && b.length === 0) return [];
  const isSame = (each: Unevaluated, index: number): boolean =>
    comparison.areSame(each.beside, b[index]?.beside ?? anyNode);
  if (a.length === b.length && a.every(isSame)) return [];
  const [only] = a.length === 0 ? b : a;
  if (only !== undefined && a.length + b.length === 1) {
    // The rest is compared by itself: here, a limit comes or goes.
    const isNothing = jsonTypes.every((type) => comparison.shapeOf(only.node)[type] === undefined);
    const kind = b.length === 1 ? (isNothing ? 'closed' : 'narrowed') : isNothing ? 'opened' : 'widened';
    const text = `${keyword} ${b.length === 1 ? 'added' : 'removed'}`;
    return [finding(`additional-properties-${kind}`, here, { text })];
  }
  const backward = b.length === 0 ? 'compatible' : 'risky';
  const forward = a.length === 0 ? 'compatible' : 'risky';
  return [
    finding('unevaluated-changed', here, { text: `${keyword} changed`, strict: { backward, forward } }),
  ];
}

function compareNames(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  const { nodes } = comparison;
  const [old, now] = [nodes.all(a.names), nodes.all(b.names)];
  if (comparison.areSame(old, now)) return [];
  const outcome = comparison.shapeOf(old).string && comparison.shapeOf(now).string;
  const { strict, found }: Outcome =
    outcome === undefined
      ? comparison.compare(old, now, here)
      : comparison.compareAs('string', old, now, here);
  if (found.length === 0) return [];
  const kind = kindOf(strict, 'property-names-narrowed', 'property-names-widened', 'property-names-changed');
  if (kind === undefined) return [];
  const text = `names of properties changed (${found.map((each) => each.text).join('; ')})`;
  return [finding(kind, placesOf(old, now, here), { text, strict })];
}

/** Which of three kinds verdicts ask for; undefined: nothing changed. */
export function kindOf<K>(
  { backward, forward }: Verdicts,
  narrowed: K,
  widened: K,
  changed: K,
): K | undefined {
  if (isHarmless(backward) && isHarmless(forward)) return undefined;
  if (isHarmless(backward)) return widened;
  return isHarmless(forward) ? narrowed : changed;
}

function compareDependentRequired(a: ObjectShape, b: ObjectShape, here: Here): Found[] {
  const found: Found[] = [];
  const missing = (from: ObjectShape, to: ObjectShape, name: string): string[] =>
    [...(from.dependentRequired.get(name) ?? [])].filter(
      (needed) => needed !== name && !to.dependentRequired.get(name)?.has(needed) && !to.required.has(needed),
    );
  for (const name of new Set([...a.dependentRequired.keys(), ...b.dependentRequired.keys()])) {
    const removed = missing(a, b, name);
    const added = missing(b, a, name);
    if (added.length > 0) {
      found.push(
        finding('dependency-added', here, {
          text: `needs ${added.join(', ')} now`,
          path: [name],
          joint: ' ',
          new: added.join(', '),
        }),
      );
    }
    if (removed.length > 0) {
      found.push(
        finding('dependency-removed', here, {
          text: `needs ${removed.join(', ')} no longer`,
          path: [name],
          joint: ' ',
          old: removed.join(', '),
        }),
      );
    }
  }
  return found;
}

function compareDependentSchemas(
  a: ObjectShape,
  b: ObjectShape,
  here: Here,
  comparison: Comparison,
): Found[] {
  const found: Found[] = [];
  for (const name of new Set([...a.dependentSchemas.keys(), ...b.dependentSchemas.keys()])) {
    const old = a.dependentSchemas.get(name) ?? anyNode;
    const now = b.dependentSchemas.get(name) ?? anyNode;
    if (comparison.areSame(old, now)) continue;
    const { strict, found: inside } = comparison.compareAs('object', old, now, here);
    if (inside.length === 0) continue;
    const kind =
      kindOf(strict, 'dependency-added', 'dependency-removed', 'dependency-changed') ?? 'dependency-changed';
    const text = `what holds where it is there changed (${inside.map((each) => [...each.path, each.text].join(' ')).join('; ')})`;
    found.push(finding(kind, placesOf(old, now, here), { text, path: [name], strict }));
  }
  return found;
}
