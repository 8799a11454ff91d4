import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createMemoryStream, type Io } from './io.ts';
import { countProgress, showProgress } from './progress.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function terminal(isTTY: boolean): { io: Io; text(): string } {
  const { stream, text } = createMemoryStream();
  const stderr = Object.assign(stream, { isTTY });
  return {
    io: { stdout: createMemoryStream().stream, stderr, stdin: Readable.from([]), env: {}, cwd: '/' },
    text,
  };
}

it('shows itself after a second, and leaves no trace', () => {
  const { io, text } = terminal(true);
  const end = showProgress(io, 'asking');
  vi.advanceTimersByTime(1000);
  expect(text()).toBe('');
  vi.advanceTimersByTime(200);
  expect(text()).toBe('\r⠋ asking\r⠙ asking');
  end();
  vi.advanceTimersByTime(1000);
  expect(text()).toBe('\r⠋ asking\r⠙ asking\r\u001b[2K');
});

it('says nothing where all goes fast, and where nobody looks', () => {
  const fast = terminal(true);
  showProgress(fast.io, 'asking')();
  const piped = terminal(false);
  const end = showProgress(piped.io, 'asking');
  vi.advanceTimersByTime(5000);
  end();
  expect(fast.text() + piped.text()).toBe('');
});

it('counts what is done', () => {
  const { io, text } = terminal(true);
  const { tick, end } = countProgress(io, 'writing file');
  for (let done = 1; done <= 20; done++) {
    vi.advanceTimersByTime(60);
    tick(done, 20);
  }
  end();
  expect(text()).toBe('\rwriting file 17 of 20\rwriting file 19 of 20\r\u001b[2K');
});
