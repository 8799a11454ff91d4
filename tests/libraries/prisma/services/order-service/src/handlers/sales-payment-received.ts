import { PrismaPg } from '@prisma/adapter-pg';
import type { SalesPaymentReceivedHandler } from '../generated/handlers.ts';
import { PrismaClient } from '../prisma/client.ts';

/** Marks the order as paid. */
export const handle: SalesPaymentReceivedHandler = async ({ data: { orderId } }, { tx, publish }) => {
  const prisma = new PrismaClient({ adapter: new PrismaPg(tx.pool) });
  try {
    await prisma
      .$transaction(async (inner) => {
        await inner.paymentAttempt.create({ data: { orderId } });
        throw new Error('undone');
      })
      .catch(() => {});
    await prisma.order.updateMany({ where: { id: orderId }, data: { paid: true } });
  } finally {
    await prisma.$disconnect();
  }
  await publish('sales.order.paid', { orderId });
  if (orderId === 'unlucky') throw new Error('told to fail');
};
