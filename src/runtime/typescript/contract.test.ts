import { expect, expectTypeOf, test } from 'vitest';
import type {
  EventEnvelope,
  Handler,
  HandlerContext,
  OperationContext,
  OperationHandler,
  Project,
  Publish,
  Route,
  ServiceWiring,
} from './contract.ts';
import type { RunningService } from './service.ts';

// What generated code declares for a service; the compiler is the test.
interface TaskCreated {
  readonly todoId: string;
  readonly title: string;
}
interface Events {
  'todos.task.created': TaskCreated;
}
interface Calls {
  readonly 'user-service': {
    readonly getAccount: (request: { params: { userId: string } }) => Promise<{ name: string }>;
  };
}
interface Row {
  readonly userId: string;
  readonly created: number;
}

test('handlers, operations, projections and routes with generated types fit the wiring', async () => {
  const handler: Handler<TaskCreated, HandlerContext<Events, Calls>> = async (event, context) => {
    expectTypeOf(event.data.title).toBeString();
    const account = await context.call['user-service'].getAccount({ params: { userId: '1' } });
    await context.tx.query('SELECT $1', [account.name]);
    await context.publish('todos.task.created', { todoId: '1', title: 'x' });
    // @ts-expect-error -- not an event of the service
    void (() => context.publish('todos.task.invented', {}));
    // @ts-expect-error -- data of another shape
    void (() => context.publish('todos.task.created', { todoId: 1 }));
  };
  const operation: OperationHandler<
    { userId: string },
    undefined,
    { name: string },
    OperationContext<Events, Calls>
  > = async ({ params }, { transaction }) =>
    await transaction(async ({ publish }) => {
      expectTypeOf(publish).toEqualTypeOf<Publish<Events>>();
      return { name: params.userId };
    });
  const project: Project<TaskCreated, Row> = (event: EventEnvelope<TaskCreated>) => ({
    increment: { created: event.data.title.length },
  });
  const route: Route<OperationContext<Events, Calls>> = {
    method: 'GET',
    path: '/x',
    handle: (_request, { logger }) => {
      logger.info('x');
      return { status: 204 };
    },
  };
  const wiring: ServiceWiring = {
    handlers: { 'todos.task.created': handler },
    operations: { getAccount: operation },
    projections: { 'tasks-per-person': { 'todos.task.created': project } },
    routes: [route],
  };
  expect(Object.keys(wiring.handlers)).toEqual(['todos.task.created']);
  expectTypeOf<RunningService<Events>['publish']>().toBeFunction();
});
