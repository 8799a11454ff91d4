import type { Queryable } from './contract.ts';

/** What the client inside `$transaction` of Prisma is, as far as it is needed. */
interface PrismaTransaction {
  $queryRawUnsafe(text: string, ...values: unknown[]): PromiseLike<unknown>;
}

/** An interactive transaction of Prisma (`prisma.$transaction(async (tx) => …)`), for `publish` to write in. */
export function prismaTransaction(tx: PrismaTransaction): Queryable {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []) {
      // The texts are the runtime's own; values are bound, whatever the method is called.
      const rows = (await tx.$queryRawUnsafe(text, ...values)) as Row[];
      return { rows, rowCount: rows.length };
    },
  };
}
