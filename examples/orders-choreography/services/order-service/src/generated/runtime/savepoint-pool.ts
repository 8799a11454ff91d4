import { Pool, type PoolClient } from 'pg';

const BEGIN = /^\s*(begin|start\s+transaction)\b/i;
const COMMIT = /^\s*(commit|end)(\s+(work|transaction))?\s*;?\s*$/i;
const ROLLBACK = /^\s*(rollback|abort)(\s+(work|transaction))?\s*;?\s*$/i;

/**
 * One connection in the shape of a pool, for libraries that want one: what they take for transactions of their own
 * are savepoints of the transaction that runs on it, so that none of them commits or undoes more than its own. Nested
 * ones have to end in reverse order; PostgreSQL refuses anything else.
 * @param assertOpen throws where the transaction has ended.
 */
export function createSavepointPool(client: PoolClient, assertOpen: () => void): Pool {
  let count = 0;
  const connect = (): PoolClient => {
    count += 1;
    return savepointClient(client, `eda_${count}`, assertOpen);
  };
  const outside = savepointClient(client, 'eda_0', assertOpen);
  const members: Readonly<Record<string, unknown>> = {
    query: outside.query,
    connect: (done?: (error: undefined, client: PoolClient, release: () => void) => void) =>
      done ? done(undefined, connect(), () => {}) : Promise.resolve(connect()),
    end: () => Promise.resolve(),
  };
  // Libraries know a pool by its class; nothing of it is used.
  const pool = new Pool({ max: 0 });
  return new Proxy(pool, {
    get: (target, name) => (typeof name === 'string' ? members[name] : undefined) ?? bound(target, name),
  });
}

function savepointClient(client: PoolClient, savepoint: string, assertOpen: () => void): PoolClient {
  const members: Readonly<Record<string, unknown>> = {
    query: (statement: unknown, ...rest: unknown[]) => {
      assertOpen();
      return Reflect.apply(client.query, client, [withinSavepoint(statement, savepoint), ...rest]);
    },
    release: () => {},
  };
  return new Proxy(client, {
    get: (target, name) => (typeof name === 'string' ? members[name] : undefined) ?? bound(target, name),
  });
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}

/** A statement, with what would begin or end the transaction turned into its savepoint. */
function withinSavepoint(statement: unknown, savepoint: string): unknown {
  if (typeof statement === 'string') return translate(statement, savepoint) ?? statement;
  const text = (statement as { text?: unknown } | null)?.text;
  const translated = typeof text === 'string' ? translate(text, savepoint) : undefined;
  return translated === undefined ? statement : { ...(statement as object), text: translated };
}

function translate(text: string, savepoint: string): string | undefined {
  if (BEGIN.test(text)) return `SAVEPOINT ${savepoint}`;
  if (COMMIT.test(text)) return `RELEASE SAVEPOINT ${savepoint}`;
  return ROLLBACK.test(text) ? `ROLLBACK TO SAVEPOINT ${savepoint}` : undefined;
}
