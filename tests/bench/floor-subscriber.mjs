/** The least that taking an event costs: node:http, JSON.parse and one validation by ajv. */
import { createServer } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(process.env.BENCH_SCHEMA));
createServer((incoming, outgoing) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString());
    const body = JSON.stringify({ status: validate(event.data) ? 'SUCCESS' : 'DROP' });
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    outgoing.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
