import { Pool } from 'pg';
import { pgTransaction } from './generated/runtime/pg-transaction.ts';
import { type OpenOrders, placed } from './orders.ts';

/** Orders kept with node-postgres. */
export const openOrders: OpenOrders = async (connectionString, service) => {
  const pool = new Pool({ connectionString });
  return {
    async place(orders, fail) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        for (const { id, total } of orders) {
          await client.query('INSERT INTO orders (id, total) VALUES ($1, $2)', [id, total]);
        }
        await service.publishAll(pgTransaction(client), async (publish) => {
          for (const order of orders) await publish('sales.order.placed', placed(order));
        });
        if (fail) throw new Error('told to fail');
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
};
