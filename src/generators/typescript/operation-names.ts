import { pascalCase } from '../../model/names.ts';
import type { ServiceView } from './service-view.ts';
import { typeNames } from './unique-names.ts';

/** What the names of an operation's types and validators begin with. */
export interface OperationNames {
  /** Of an operation that the service serves: `getAccount` → `GetAccount`. */
  served(operation: string): string;
  /** Of one that it calls: `user-service`, `getAccount` → `UserServiceGetAccount`. */
  called(service: string, operation: string): string;
}

/** Names of all operations that a service serves or calls: no two are the same. */
export function operationNames({
  operations,
  calls,
}: Pick<ServiceView, 'operations' | 'calls'>): OperationNames {
  const served = typeNames(
    operations.map(({ name }) => name),
    new Set(),
  );
  const called = typeNames(
    calls.map(({ call }) => `${call.service}.${call.operation}`),
    new Set(served.values()),
  );
  return {
    served: (operation) => served.get(operation) ?? pascalCase(operation),
    called: (service, operation) =>
      called.get(`${service}.${operation}`) ?? pascalCase(`${service}.${operation}`),
  };
}
