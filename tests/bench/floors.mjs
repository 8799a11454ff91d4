/**
 * What the work costs at the very least, on this machine, now: the denominators of the benchmark.
 *
 *   validate <folder>          read, parse (js-yaml, the fastest), resolve every $ref, walk every schema
 *   again <folder> <passes>    the same several times in one process; prints the CPU time of each pass, in ms
 *   asyncapi <file>            the same of an AsyncAPI document
 *   write <plan.json> <folder> write files of the same paths and sizes as a generate run did
 *   hash <plan.json> <folder>  parse the cached design, hash every file
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [what, ...args] = process.argv.slice(2);
await { validate, asyncapi, again, write, hash }[what](...args);

async function validate(folder) {
  const { load } = await import('js-yaml');
  const files = ['eda.yaml', ...readdirSync(join(folder, 'domains')).map((name) => join('domains', name))];
  const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
  const faults = [];
  const parts = files.map((file) => load(readFileSync(join(folder, file), 'utf8')));
  const schemas = Object.assign({}, ...parts.map((part) => part.schemas));
  const events = Object.assign({}, ...parts.map((part) => part.events));
  const walk = (schema) => {
    if (typeof schema !== 'object' || schema === null) return;
    if (schema.$ref !== undefined) {
      if (schemas[schema.$ref.slice('#/schemas/'.length)] === undefined) faults.push(schema.$ref);
      return;
    }
    if (schema.type !== undefined && !types.has(schema.type)) faults.push(schema.type);
    if (schema.required !== undefined && !Array.isArray(schema.required)) faults.push('required');
    for (const name in schema.properties) walk(schema.properties[name]);
    if (schema.items !== undefined) walk(schema.items);
  };
  for (const name in schemas) walk(schemas[name]);
  for (const name in events) walk(events[name].data);
  for (const part of parts) {
    for (const name in part.services) {
      const { publishes = [], subscribes = {} } = part.services[name];
      for (const event of [...publishes, ...Object.keys(subscribes)])
        if (events[event] === undefined) faults.push(event);
    }
  }
  console.log(`${Object.keys(events).length} events, ${faults.length} faults`);
}

async function again(folder, passes) {
  const { log } = console;
  console.log = () => undefined;
  const times = [];
  for (let pass = 0; pass < Number(passes); pass++) {
    const before = process.cpuUsage();
    await validate(folder);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  log(JSON.stringify(times));
}

async function asyncapi(file) {
  const { load } = await import('js-yaml');
  const document = load(readFileSync(file, 'utf8'));
  const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
  const faults = [];
  const at = (ref) =>
    ref
      .slice('#/'.length)
      .split('/')
      .reduce((value, step) => value?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  const walk = (value) => {
    if (typeof value !== 'object' || value === null) return;
    if (typeof value.$ref === 'string') {
      if (at(value.$ref) === undefined) faults.push(value.$ref);
      return;
    }
    if (typeof value.type === 'string' && !types.has(value.type)) faults.push(value.type);
    if (value.required !== undefined && !Array.isArray(value.required)) faults.push('required');
    for (const key in value) walk(value[key]);
  };
  walk(document);
  console.log(`${Object.keys(document.channels).length} channels, ${faults.length} faults`);
}

async function write(plan, folder) {
  const filler = 'export interface Model { id: string; occurredAt: string; total: Money }\n'.repeat(2000);
  const made = new Set();
  for (const [path, size] of JSON.parse(readFileSync(plan, 'utf8')).files) {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) {
      mkdirSync(parent, { recursive: true });
      made.add(parent);
    }
    writeFileSync(target, filler.slice(0, size));
  }
}

async function hash(plan, folder) {
  const { files, design } = JSON.parse(readFileSync(plan, 'utf8'));
  const parsed = JSON.parse(readFileSync(design, 'utf8'));
  let sum = Object.keys(parsed).length;
  for (const [path] of files)
    sum ^= createHash('sha1')
      .update(readFileSync(join(folder, path)))
      .digest()[0];
  console.log(sum);
}
