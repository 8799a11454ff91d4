import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

/** Creates the streams that a project's files describe: what its script does by the `nats` command. */
export async function applyStreams(address: string, project: string, environment: string): Promise<void> {
  const folder = join(project, 'infra', environment, 'nats');
  const files = readdirSync(folder).filter((name) => name.endsWith('.stream.json'));
  if (files.length === 0) throw new Error(`there is no stream in ${folder}`);
  for (const file of files) {
    const settings = readFileSync(join(folder, file), 'utf8');
    const { name } = JSON.parse(settings) as { readonly name: string };
    const answer = await askNats(address, `$JS.API.STREAM.CREATE.${name}`, settings);
    const { error } = JSON.parse(answer) as { readonly error?: unknown };
    if (error !== undefined) throw new Error(`the stream ${name} was refused: ${JSON.stringify(error)}`);
  }
}

/** One request over NATS's text protocol; resolves with the answer's payload. */
function askNats(address: string, subject: string, payload: string): Promise<string> {
  const [host = '', port] = address.split(':');
  return new Promise((done, failed) => {
    const socket = connect(Number(port), host, () => {
      const body = Buffer.from(payload);
      socket.write('CONNECT {"verbose":false}\r\nSUB answer 1\r\n');
      socket.write(`PUB ${subject} answer ${body.length}\r\n`);
      socket.write(Buffer.concat([body, Buffer.from('\r\n')]));
    });
    socket.setTimeout(30_000, () => socket.destroy(new Error(`${subject}: no answer`)));
    socket.once('error', failed);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const start = received.indexOf('\r\nMSG ');
      const lineEnd = received.indexOf('\r\n', start + 2);
      if (start < 0 || lineEnd < 0) return;
      const size = Number(
        received
          .toString('utf8', start + 2, lineEnd)
          .split(' ')
          .at(-1),
      );
      const from = lineEnd + 2;
      if (received.length < from + size) return;
      socket.end();
      done(received.toString('utf8', from, from + size));
    });
  });
}
