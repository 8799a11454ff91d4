import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { deliberateDifferences, inapplicableCases } from './differences.ts';

const file = fileURLToPath(new URL('../../docs/sidecar.md', import.meta.url));

/** `npm run golden` is for generators; this page is written by `EDA_GOLDEN=write npx vitest run tests/conformance`. */
it('docs/sidecar.md lists what the embedded sidecar has in another way', () => {
  const page = describe();
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(file, page);
  expect(readFileSync(file, 'utf8')).toBe(page);
});

function describe(): string {
  const rows = (some: readonly { readonly what: string; readonly reason: string }[]): string =>
    some.map(({ what, reason }) => `| ${what} | ${reason} |`).join('\n');
  return `# The embedded sidecar, beside daprd

\`eda dev\` runs sidecars of its own in one process: Dapr's HTTP API, and one broker that plays Redis, Kafka, RabbitMQ and the
others. One suite, \`tests/conformance/\`, is run against them and against \`daprd\` with real brokers; a case is a request
with its status, body and deliveries. What follows is what differs, and why. This page is made from
\`tests/conformance/differences.ts\`, and a test keeps the two alike.

## Meant to differ

| the embedded sidecar | because |
| --- | --- |
${rows(deliberateDifferences)}

## What it cannot show

Shown by daprd alone, in \`tests/real/broker-trouble.test.ts\`, but for wildcards.

| on daprd | because |
| --- | --- |
${rows(inapplicableCases)}
`;
}
