import { onKey, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { DeclaredRule, LintConfig, Service } from '../../model/architecture.ts';
import { defineRule, type Finding, type Rule, type RuleContext, type Visitor } from '../rule.ts';
import { isOldVersion } from '../schema-leaves.ts';
import {
  type Element,
  type ElementProperty,
  elementProperties,
  fieldPlace,
  keyOf,
} from './element-properties.ts';
import { conditionOf, readRequirement, showProperty } from './requirement.ts';

/** The rules that `lint.custom` writes down, and what is wrong with those that can't be followed. */
export interface DeclaredRules {
  readonly rules: readonly Rule[];
  readonly faults: readonly Finding[];
}

/** Makes rules of those in the config. `taken`: ids that they can't have. */
export function readDeclaredRules(lint: LintConfig, taken: Iterable<string>): DeclaredRules {
  const ids = new Set(taken);
  const rules: Rule[] = [];
  const faults: Finding[] = [];
  for (const declared of lint.declared) {
    const found = faultsOf(declared, ids);
    faults.push(...found);
    if (found.length > 0) continue;
    ids.add(declared.id);
    rules.push(ruleOf(declared));
  }
  return { rules, faults };
}

type Property = ElementProperty<Element>;

/** Properties of the kind; a rule hands each the elements of its own kind only. */
function propertiesOf({ on }: DeclaredRule): { readonly [name: string]: Property } {
  return elementProperties[on] as unknown as { readonly [name: string]: Property };
}

function propertyAt(declared: DeclaredRule, path: string): Property | undefined {
  const properties = propertiesOf(declared);
  return Object.hasOwn(properties, path) ? properties[path] : undefined;
}

function faultsOf(declared: DeclaredRule, taken: ReadonlySet<string>): Finding[] {
  const { id, on, at, where, unless, path } = declared;
  const faults: Finding[] = [];
  if (taken.has(id)) {
    faults.push({
      message: `there is a rule ${id} already`,
      help: 'call yours otherwise: ignores and `lint.rules` have to tell the two apart',
      at: placeAt(at, 'rule'),
    });
  }
  const names = Object.keys(propertiesOf(declared));
  const check = (name: string, place: Place): void => {
    if (propertyAt(declared, name) !== undefined) return;
    const article = /^[aeiou]/.test(on) ? 'an' : 'a';
    faults.push({
      message: `${name} is no property of ${article} ${on}${didYouMean(name, names)}`,
      help: `it has ${names.join(', ')}`,
      at: place,
    });
  };
  for (const name of Object.keys(where)) check(name, onKey(placeAt(at, 'where', name)));
  for (const name of Object.keys(unless)) check(name, onKey(placeAt(at, 'unless', name)));
  check(path, placeAt(at, 'require', 'path'));
  const read = readRequirement(declared.require);
  if (!read.ok) {
    const place = placeAt(at, 'require');
    faults.push({
      message: read.message,
      help: read.help,
      at: read.keyword === undefined ? onKey(place) : placeAt(place, read.keyword),
    });
  }
  return faults;
}

function ruleOf(declared: DeclaredRule): Rule {
  const { id, message, severity } = declared;
  return defineRule({
    id,
    title: message,
    topic: 'configuration',
    severity: { minimal: severity, recommended: severity, strict: severity, imported: severity },
    visit: visitorOf(declared, checkOf(declared)),
  });
}

type Check = (element: Element) => void;

/** Tells whether the element is meant and has what it has to have; reports it once, whatever the environments. */
function checkOf(declared: DeclaredRule): Check {
  const read = readRequirement(declared.require);
  const subject = propertyAt(declared, declared.path);
  if (!read.ok || subject === undefined) return () => undefined;
  const { requirement } = read;
  const conditions = (written: DeclaredRule['where']) =>
    Object.entries(written).flatMap(([name, wanted]) => {
      const property = propertyAt(declared, name);
      return property === undefined ? [] : [{ property, fits: conditionOf(wanted) }];
    });
  const where = conditions(declared.where);
  const unless = conditions(declared.unless);
  const byEnvironment = [
    subject,
    ...where.map(({ property }) => property),
    ...unless.map(({ property }) => property),
  ].some((property) => property.byEnvironment);
  return (element) => {
    const views: readonly Element[] = byEnvironment
      ? Object.keys(element.context.architecture.environments).map((environment) => ({
          ...element,
          environment,
        }))
      : [element];
    for (const view of views) {
      const all = (list: typeof where): boolean =>
        list.every(({ property, fits }) => fits(property.read(view)));
      if (!all(where) || (unless.length > 0 && all(unless))) continue;
      const value = subject.read(view);
      if (requirement.holds(value)) continue;
      const place = view.environment === undefined ? '' : ` in ${view.environment}`;
      element.context.report({
        message: `${element.name}: ${declared.message.replace(/\.$/, '')}`,
        help: `${declared.path} ${showProperty(value)}${place}; ${requirement.wanted}`,
        at: element.at,
      });
      return;
    }
  };
}

/** Leads the elements of the rule's kind to its check. */
function visitorOf({ on }: DeclaredRule, check: Check): Visitor {
  const named = (item: { readonly name: string; readonly at: Place }, context: RuleContext): void =>
    check({ name: item.name, at: keyOf(item.at), context, ...{ item } });
  const ofService = (
    name: string,
    item: { readonly at: Place },
    service: Service,
    context: RuleContext,
  ): void => check({ name, at: keyOf(item.at), context, ...{ item, service } });
  switch (on) {
    case 'field':
      return {
        schema: (schema, at, context) => {
          if (schema.kind !== 'object' || isOldVersion(at)) return;
          for (const item of schema.properties) {
            check({ name: item.name, at: fieldPlace(at, item.name), context, ...{ item } });
          }
        },
      };
    case 'subscription':
      return {
        subscription: (item, service, context) => {
          // What follows from a saga or projection is not written, and can't be written otherwise.
          if (item.origin.kind === 'written')
            ofService(`${service.name} ${item.event}`, item, service, context);
        },
      };
    case 'operation':
      return { operation: (item, service, context) => ofService(item.name, item, service, context) };
    case 'call':
      return {
        call: (item, service, context) =>
          ofService(`${service.name} ${item.service}.${item.operation}`, item, service, context),
      };
    default:
      return { [on]: named };
  }
}
