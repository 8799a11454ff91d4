import { Environment } from '@marcbachmann/cel-js';

/** Evaluates a rule over a CloudEvent. Throws where a field is missing or the result is no boolean, as daprd does. */
export type EventMatcher = (event: unknown) => boolean;

export type CircuitBreakerCounts = Readonly<
  Record<
    'requests' | 'totalSuccesses' | 'totalFailures' | 'consecutiveSuccesses' | 'consecutiveFailures',
    number
  >
>;

export type TripCondition = (counts: CircuitBreakerCounts) => boolean;

const countNames: readonly (keyof CircuitBreakerCounts)[] = [
  'requests',
  'totalSuccesses',
  'totalFailures',
  'consecutiveSuccesses',
  'consecutiveFailures',
];

/** Compiles the `match` of a route. The error is CEL's complaint in one line. */
export function compileMatch(source: string): { readonly match: EventMatcher } | { readonly error: string } {
  const environment = new Environment().registerVariable('event', 'map');
  const compiled = compile(environment, source);
  if ('error' in compiled) return compiled;
  const { evaluate } = compiled;
  return {
    match: (event) => {
      const result = evaluate({ event: asMaps(event) });
      if (typeof result !== 'boolean') throw new Error(`CEL gives no boolean: ${source}`);
      return result;
    },
  };
}

/** Objects as maps: the library tells objects by their constructor, which a member of that name would hide. */
function asMaps(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asMaps);
  return new Map(Object.entries(value).map(([name, member]) => [name, asMaps(member)]));
}

/** Compiles the `trip` of a circuit breaker. A condition that fails does not trip. */
export function compileTrip(source: string): { readonly trip: TripCondition } | { readonly error: string } {
  const environment = new Environment();
  for (const name of countNames) environment.registerVariable(name, 'int');
  const compiled = compile(environment, source);
  if ('error' in compiled) return compiled;
  const { evaluate } = compiled;
  return {
    trip: (counts) => {
      try {
        return evaluate(Object.fromEntries(countNames.map((name) => [name, BigInt(counts[name])]))) === true;
      } catch {
        return false;
      }
    },
  };
}

function compile(
  environment: Environment,
  source: string,
): { readonly evaluate: (context: Record<string, unknown>) => unknown } | { readonly error: string } {
  try {
    const program = environment.parse(source);
    const checked = program.check();
    if (!checked.valid) return { error: firstLine(checked.error) };
    if (checked.type !== 'bool' && checked.type !== 'dyn')
      return { error: `gives ${checked.type}, not a bool` };
    return { evaluate: (context) => program(context) as unknown };
  } catch (error) {
    return { error: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
