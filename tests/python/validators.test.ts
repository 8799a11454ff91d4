import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkValue } from '../../src/model/check-value.ts';
import type { Schema } from '../../src/model/schema.ts';
import { exampleOf } from '../../src/print/example.ts';
import { printJsonSchema } from '../../src/print/json-schema.ts';
import { printPythonModels } from '../../src/print/python-models.ts';
import {
  jsonValue,
  namedSchemaContext,
  namedSchemas,
  sampleSchemas,
} from '../../src/print/sample-schemas.fixture.ts';
import fc from '../support/fast-check.ts';
import { pythonOfTests } from '../support/python-todo.ts';

const runtime = fileURLToPath(new URL('../../src/runtime/python', import.meta.url));
const samples = sampleSchemas(300);
const values = fc.sample(jsonValue, { numRuns: 60, seed: 1 });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-python-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Python says of each value of each schema: whether it fits, and whether its model gives it back. */
interface Verdict {
  readonly fits: boolean;
  readonly problem: string | null;
}

test('data that TypeScript refuses are refused in Python, and what fits survives its model', () => {
  const cases = samples.map((schema, index) => {
    const example = exampleOf(schema, namedSchemaContext);
    return {
      name: `Sample${index}`,
      schema,
      values: example === undefined ? values : [...values, example],
    };
  });
  const verdicts = askPython(cases);
  const wrong: unknown[] = [];
  let accepted = 0;
  for (const [index, { schema, values: tried }] of cases.entries()) {
    for (const [position, value] of tried.entries()) {
      const expected = checkValue(value, schema, namedSchemaContext).length === 0;
      const verdict = verdicts[index]?.[position];
      if (expected) accepted += 1;
      if (verdict?.fits !== expected || verdict.problem !== null)
        wrong.push({ schema, value, expected, verdict });
    }
  }
  expect(wrong.slice(0, 3).map((one) => JSON.stringify(one))).toEqual([]);
  expect(accepted).toBeGreaterThan(500);
});

test('formats mean the same in both languages', () => {
  const texts = [...new Set([...formatted, ...formatted.flatMap(neighbours)])];
  const cases = formats.map((format, index) => ({
    name: `Sample${index}`,
    schema: { kind: 'string' as const, format },
    values: texts,
  }));
  const verdicts = askPython(cases);
  const wrong = cases.flatMap(({ schema }, index) =>
    texts.flatMap((text, position) => {
      const expected = checkValue(text, schema, namedSchemaContext).length === 0;
      return verdicts[index]?.[position]?.fits === expected
        ? []
        : [{ format: schema.format, text, expected }];
    }),
  );
  expect(wrong.slice(0, 10)).toEqual([]);
});

const formats = (
  'date-time date time duration uuid email hostname ipv4 ipv6 uri uri-reference json-pointer regex idn-email ' +
  'idn-hostname iri iri-reference uri-template relative-json-pointer color made-up'
).split(' ');

/** Texts that fit some format, or nearly. */
const formatted = [
  '2024-02-29T10:00:00Z',
  '1990-12-31T15:59:60-08:00',
  '1900-02-29',
  '23:59:60Z',
  '10:00:00.5+02:00',
  'P1Y2M3DT4H5M6S',
  'P2W',
  '01890a5d-ac96-774b-bcce-b302099a8057',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  "o'hara+x@mail.example.org",
  'x1.example.com.',
  '192.168.0.255',
  '::ffff:192.0.2.1',
  '2001:db8:0:0:0:0:2:1',
  'https://user:pw@[::1]:8080/a%20b?c=d#e',
  'urn:isbn:0451450523',
  '/foo/~0~1',
  '^a(b|c)+$',
  'ädä@exämple.com',
  '١٢٣',
  '{a}/b',
  '1/foo',
];

/** A character less, or another one, at each place; line feeds and foreign digits among them. */
function neighbours(text: string): string[] {
  return [...text].flatMap((_character, index) =>
    ['', 'a', '0', '9', '-', ':', '.', '/', ' ', '\n', '٣', 'é'].map(
      (other) => text.slice(0, index) + other + text.slice(index + 1),
    ),
  );
}

function askPython(
  cases: readonly { readonly name: string; readonly schema: Schema; readonly values: readonly unknown[] }[],
): Verdict[][] {
  const context = {
    typeName: namedSchemaContext.typeName,
    schemaOf: (id: string) => namedSchemaContext.schemaOf(id),
  };
  const shared = Object.entries(namedSchemas).map(([id, schema]) => ({ name: context.typeName(id), schema }));
  const { text } = printPythonModels([...shared, ...cases], context);
  const refTo = (id: string) => `#/$defs/${context.typeName(id)}`;
  const $defs = Object.fromEntries(
    [...shared, ...cases].map(({ name, schema }) => [name, printJsonSchema(schema, { refTo })]),
  );
  writeFileSync(join(folder, 'models.py'), `${imports}${text}`);
  writeFileSync(
    join(folder, 'cases.json'),
    JSON.stringify({ $defs, cases: cases.map(({ name, values: tried }) => ({ name, values: tried })) }),
  );
  writeFileSync(join(folder, 'judge.py'), judge);
  const { status, stdout, stderr } = spawnSync(pythonOfTests(), ['judge.py'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9,
    env: { ...process.env, PYTHONPATH: runtime, PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Verdict[][];
}

const imports = `from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import ConfigDict, Field

from eda_runtime.data_type import Json, Model, Number, is_none
`;

const judge = `
import json
import sys

import models
from eda_runtime.data_type import DataType

given = json.load(open("cases.json"))
answers = []
for case in given["cases"]:
    data_type = DataType(getattr(models, case["name"]), given["$defs"], case["name"])
    verdicts = []
    for value in case["values"]:
        fits = data_type.check(value) == []
        problem = None
        if fits:
            try:
                again = data_type.dump(data_type.load(value))
                if again != value:
                    problem = f"gives {again!r}"
            except Exception as error:
                problem = f"{type(error).__name__}: {error}"
        verdicts.append({"fits": fits, "problem": problem})
    answers.append(verdicts)
json.dump(answers, sys.stdout)
`;
