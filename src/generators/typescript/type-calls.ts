import { type Code, isMembers, typed } from './print-code.ts';

/**
 * The calls of a definition, in one for all environments. For a member with the name of one of `Object.prototype`
 * (a service `constructor`, an operation `toString`) TypeScript infers by the type that it has there, whatever the
 * record holds: those are told their types.
 */
export function typeCalls(calls: Code): Code {
  return typeMembers(calls, 'Record<string, Call>', (operations) =>
    typeMembers(operations, 'Call', (operation) => operation),
  );
}

function typeMembers(members: Code, type: string, each: (member: Code) => Code): Code {
  if (!isMembers(members)) return members;
  const result: { [name: string]: Code } = Object.create(null);
  for (const [name, member] of Object.entries(members)) {
    result[name] = name in Object.prototype ? typed(each(member), type) : each(member);
  }
  return result;
}
