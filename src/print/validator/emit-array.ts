import type { ArraySchema, Schema } from '../../model/schema.ts';
import { writeBlock, writeIf, writeLine } from '../code-writer.ts';
import { check, type Emitter, emitFail, freshName, type Spot, withConstant } from './emitter.ts';

export type EmitSchema = (emitter: Emitter, schema: Schema, spot: Spot) => void;

/** Writes the checks of a list. `emit` writes those of its items. */
export function emitArray(emitter: Emitter, schema: ArraySchema, spot: Spot, emit: EmitSchema): void {
  const { code } = emitter;
  const value = spot.value;
  const body = (): void => emitItems(emitter, schema, spot, emit);
  if (spot.known === 'array') {
    body();
    return;
  }
  if (schema.loose === true) {
    writeBlock(code, `if (Array.isArray(${value}))`, body);
    return;
  }
  writeIf(code, [`!Array.isArray(${value})`], '&&', () => emitFail(emitter, spot, 'must be a list'), {
    unless: [`Array.isArray(${value})`],
    body,
  });
}

function emitItems(emitter: Emitter, schema: ArraySchema, spot: Spot, emit: EmitSchema): void {
  const { code } = emitter;
  const list = spot.value;
  const { minItems = 0, maxItems, prefix = [], items } = schema;
  const unit = (count: number): string => `${count} item${count === 1 ? '' : 's'}`;
  if (minItems > 0) {
    writeBlock(code, `if (${list}.length < ${minItems})`, () =>
      emitFail(emitter, spot, `must have at least ${unit(minItems)}`),
    );
  }
  if (maxItems !== undefined) {
    writeBlock(code, `if (${list}.length > ${maxItems})`, () =>
      emitFail(emitter, spot, `must have at most ${unit(maxItems)}`),
    );
  }
  if (schema.unique === true) {
    writeBlock(code, `if (${check(emitter, 'hasTwice')}(${list}))`, () =>
      emitFail(emitter, spot, 'must not hold the same item twice'),
    );
  }
  prefix.forEach((part, index) => {
    writeBlock(code, `if (${list}.length > ${index})`, () => {
      withItem(emitter, spot, String(index), `.${index}`, (item) => emit(emitter, part, item));
    });
  });
  if (items?.kind === 'never') {
    writeBlock(code, `if (${list}.length > ${prefix.length})`, () =>
      emitFail(
        emitter,
        spot,
        prefix.length === 0 ? 'must be empty' : `must have at most ${unit(prefix.length)}`,
      ),
    );
  } else if (items !== undefined) {
    emitLoop(emitter, spot, prefix.length, (item) => emit(emitter, items, item));
  }
  emitContains(emitter, schema, spot, emit);
}

/** A loop over items, unless there is nothing to do for one. */
function emitLoop(emitter: Emitter, spot: Spot, from: number, body: (item: Spot) => void): void {
  const index = freshName(emitter, 'index');
  const head = `for (let ${index} = ${from}; ${index} < ${spot.value}.length; ${index}++)`;
  writeBlock(emitter.code, head, () => withItem(emitter, spot, index, `.\${${index}}`, body));
}

function withItem(
  emitter: Emitter,
  spot: Spot,
  index: string,
  step: string,
  body: (item: Spot) => void,
): void {
  const item = freshName(emitter, 'item');
  withConstant(emitter, `${item}: unknown`, `${spot.value}[${index}]`, () =>
    body({ value: item, path: spot.path + step, issues: spot.issues }),
  );
}

function emitContains(emitter: Emitter, schema: ArraySchema, spot: Spot, emit: EmitSchema): void {
  const { contains, minContains = 1, maxContains } = schema;
  if (contains === undefined || (minContains === 0 && maxContains === undefined)) return;
  const { code } = emitter;
  const count = freshName(emitter, 'fitting');
  const index = freshName(emitter, 'index');
  const item = freshName(emitter, 'item');
  const tried = freshName(emitter, 'tried');
  writeLine(code, `let ${count} = 0;`);
  writeBlock(code, `for (let ${index} = 0; ${index} < ${spot.value}.length; ${index}++)`, () => {
    writeLine(code, `const ${tried}: ValidationIssue[] = [];`);
    withConstant(emitter, `${item}: unknown`, `${spot.value}[${index}]`, () =>
      emit(emitter, contains, { value: item, path: `${spot.path}.\${${index}}`, issues: tried }),
    );
    writeLine(code, `if (${tried}.length === 0) ${count}++;`);
  });
  const unit = (number: number): string => `${number} item${number === 1 ? '' : 's'}`;
  if (minContains > 0) {
    writeBlock(code, `if (${count} < ${minContains})`, () =>
      emitFail(emitter, spot, `must have at least ${unit(minContains)} of the kind demanded`),
    );
  }
  if (maxContains !== undefined) {
    writeBlock(code, `if (${count} > ${maxContains})`, () =>
      emitFail(emitter, spot, `must have at most ${unit(maxContains)} of the kind demanded`),
    );
  }
}
