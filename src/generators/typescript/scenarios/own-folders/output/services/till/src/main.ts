import { start } from './generated/index.ts';

// Traces are recorded where an OpenTelemetry SDK is (npm install @opentelemetry/sdk-node): before the start,
// new (await import('@opentelemetry/sdk-node')).NodeSDK().start();
// It reads OTEL_SERVICE_NAME and OTEL_EXPORTER_OTLP_ENDPOINT.

// HTTP routes of your own, beside the operations of the design:
// await start([{ method: 'GET', path: '/hello/{name}', handle: ({ params }) => ({ body: { hello: params.name } }) }]);
await start();
