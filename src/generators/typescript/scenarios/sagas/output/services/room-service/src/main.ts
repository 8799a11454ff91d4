import { start } from './generated/index.ts';

// HTTP routes of your own, beside the operations of the design:
// await start([{ method: 'GET', path: '/hello/{name}', handle: ({ params }) => ({ body: { hello: params.name } }) }]);
await start();
