import type { Schema } from '../../model/schema.ts';
import { type PrintedValidator, printValidator, printValidatorModule } from '../../print/validator.ts';
import { printableSchema } from './printable-schema.ts';
import type { ServiceView } from './service-view.ts';
import { sharedValidator, validatedEvents, validatorsOf } from './validators.ts';
import { type PlanFiles, templated, type Workshop } from './workshop.ts';

/** `validators.ts`: tells whether data fit the design, for what the service publishes, takes, serves and calls. */
export const planValidators: PlanFiles = (workshop, view) => {
  const { operations, calls } = view;
  const schemas = schemasBehind(workshop, view);
  const names = validatorsOf(workshop.book, view).map(({ functionName }) => functionName);
  if (names.length + schemas.length === 0) return [];
  return [
    templated(workshop, {
      path: `${view.folders.generated}/validators.ts`,
      owner: 'eda',
      template: 'validators.ts',
      inputs: [
        names,
        ...validatedEvents(view),
        ...[...operations, ...calls.map(({ operation }) => operation)],
        ...schemas.flatMap((id) => [workshop.book.context.typeName(id), workshop.architecture.schemas[id]]),
      ],
      view: () => ({ module: printModule(workshop, view) }),
    }),
  ];
};

/** Ids of the shared schemas that the service's validators need. */
function schemasBehind({ book }: Workshop, view: ServiceView): readonly string[] {
  return book.behind([
    ...validatorsOf(book, view).map(({ schema }) => schema),
    ...validatedEvents(view).map(({ data }) => data),
    ...[...view.operations, ...view.calls.map(({ operation }) => operation)].flatMap(
      ({ request, response }) => [request, response].filter((schema) => schema !== undefined),
    ),
  ]);
}

function printModule(workshop: Workshop, view: ServiceView): string {
  const { architecture, book } = workshop;
  const functionName = (id: string): string => sharedValidator(book, id).functionName;
  const shared = schemasBehind(workshop, view).flatMap((id) => {
    const named = architecture.schemas[id];
    return named === undefined ? [] : [{ functionName: functionName(id), schema: named.schema }];
  });
  const context = { functionName, schemaOf: book.context.schemaOf };
  const validators = [...validatorsOf(book, view), ...shared].map(({ functionName: name, schema }) =>
    printOnce(workshop, name, schema, () => printValidator(name, printableSchema(schema), context)),
  );
  return printValidatorModule({ runtime: './runtime', validators });
}

/** An event is published by one service and taken by several: its validator is the same in each. */
function printOnce(
  { validators }: Workshop,
  name: string,
  schema: Schema,
  print: () => PrintedValidator,
): PrintedValidator {
  const known = validators.get(schema);
  if (known?.name === name) return known.printed;
  const printed = print();
  validators.set(schema, { name, printed });
  return printed;
}
