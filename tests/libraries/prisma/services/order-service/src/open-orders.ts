import { PrismaPg } from '@prisma/adapter-pg';
import { prismaTransaction } from './generated/runtime/prisma-transaction.ts';
import { type OpenOrders, placed } from './orders.ts';
import { PrismaClient } from './prisma/client.ts';

/** Orders kept with Prisma. */
export const openOrders: OpenOrders = async (connectionString, service) => {
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString }) });
  return {
    place: (orders, fail) =>
      prisma.$transaction(async (tx) => {
        for (const { id, total } of orders) await tx.order.create({ data: { id, total } });
        await service.publishAll(prismaTransaction(tx), async (publish) => {
          for (const order of orders) await publish('sales.order.placed', placed(order));
        });
        if (fail) throw new Error('told to fail');
      }),
    close: () => prisma.$disconnect(),
  };
};
