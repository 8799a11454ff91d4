import { compareDependentRequired, compareDependentSchemas } from './compare-dependencies.ts';
import { compareOthers } from './compare-other-members.ts';
import { compareLeast, compareMost } from './compare-scalars.ts';
import { compareUnevaluated } from './compare-unevaluated.ts';
import { type Comparison, deeper, type Found, type Here, type Outcome, placesOf } from './comparison.ts';
import { describeShape } from './describe.ts';
import { findRenames, type LoneProperty } from './find-renames.ts';
import { finding, kindOf } from './finding.ts';
import { verdictsOfEffect } from './kinds.ts';
import { listedNames, memberOf } from './members.ts';
import type { Node } from './node.ts';
import { isUnconstrained, jsonTypes, type ObjectShape } from './shape.ts';

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
  if (isNothing && isClosed && required === requiredThere) return [];
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

function compareNames(a: ObjectShape, b: ObjectShape, here: Here, comparison: Comparison): Found[] {
  if (a.names.length + b.names.length === 0) return [];
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
