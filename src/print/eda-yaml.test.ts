import { expect, test } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { readYaml } from '../spec/yaml.ts';
import { printEdaYaml } from './eda-yaml.ts';
import { jsonValue } from './sample-schemas.fixture.ts';

test('a design reads as if somebody had written it', () => {
  const design = {
    eda: 1,
    system: 'todo',
    version: '1.0.0',
    defaults: { topicPer: 'entity', ordered: true },
    domains: { todos: { owner: 'todo-team', description: 'Tasks, and their lifecycle' } },
    events: {
      'todos.task.created': {
        summary: 'A person added a task',
        description: 'Sent once.\nNever again.\n',
        key: 'todoId',
        data: {
          type: 'object',
          required: ['todoId', 'userId', 'title'],
          properties: {
            todoId: { type: 'string', format: 'uuid' },
            userId: { $ref: '#/schemas/UserId' },
            title: { type: 'string', minLength: 1, maxLength: 200 },
          },
        },
        examples: [{ todoId: '7d1f8a52-6c1e-4b0e-9d43-0a4f0f3c1b11', title: 'Buy groceries' }],
      },
      'todos.task.completed': { key: 'todoId', data: { $ref: '#/schemas/TaskCompleted' } },
    },
    services: { 'user-service': { domain: 'users', serves: { getAccount: { get: '/accounts/{userId}' } } } },
    sagas: {
      transfer: {
        style: 'choreography',
        steps: [
          {
            name: 'screen',
            service: 'screening-engine',
            succeeds: 'screening.transfer.cleared',
            compensated: 'none',
          },
        ],
      },
    },
    environments: { local: { brokers: { pubsub: { type: 'in-memory' } } } },
    lint: { extends: 'strict' },
  };
  expect(printEdaYaml(design)).toBe(`eda: 1
system: todo
version: 1.0.0
defaults: { topicPer: entity, ordered: true }

domains:
  todos: { owner: todo-team, description: 'Tasks, and their lifecycle' }

events:
  todos.task.created:
    summary: A person added a task
    description: |
      Sent once.
      Never again.
    key: todoId
    data:
      type: object
      required: [todoId, userId, title]
      properties:
        todoId: { type: string, format: uuid }
        userId: { $ref: '#/schemas/UserId' }
        title: { type: string, minLength: 1, maxLength: 200 }
    examples: [{ todoId: 7d1f8a52-6c1e-4b0e-9d43-0a4f0f3c1b11, title: Buy groceries }]
  todos.task.completed: { key: todoId, data: { $ref: '#/schemas/TaskCompleted' } }

services:
  user-service: { domain: users, serves: { getAccount: { get: '/accounts/{userId}' } } }

sagas:
  transfer:
    style: choreography
    steps:
      - name: screen
        service: screening-engine
        succeeds: screening.transfer.cleared
        compensated: none

environments:
  local: { brokers: { pubsub: { type: in-memory } } }

lint: { extends: strict }
`);
});

test('what is printed reads back the same', () => {
  const section = fc.constantFrom('system', 'events', 'schemas', 'lint', 'x y', 'services');
  fc.assert(
    fc.property(
      fc.dictionary(section, fc.oneof(jsonValue, fc.dictionary(fc.string(), jsonValue)), { minKeys: 1 }),
      (value) => {
        expect(readYaml(printEdaYaml(value), 'eda.yaml')).toEqual({ value, diagnostics: [] });
      },
    ),
    { numRuns: 300 },
  );
});
