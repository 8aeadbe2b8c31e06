/** Asks questions of the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Whether a person is at the terminal. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true;
}

/**
 * Asks one question and resolves with the answer, trimmed; nothing of a hidden one is shown while it is typed. Undefined:
 * the person broke it off (Ctrl-C, Ctrl-D).
 */
export async function ask(question: string, { isHidden }: { readonly isHidden: boolean }): Promise<string | undefined> {
  let isMuted = false;
  const output = new Writable({
    write(chunk, _, done) {
      if (!isMuted) {
        process.stderr.write(chunk);
      }
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  // readline leaves a question open for ever once it is closed: https://github.com/nodejs/node/issues/53497 (Node 24).
  const brokenOff = new Promise<undefined>((resolve) => {
    terminal.once('close', () => resolve(undefined));
  });
  try {
    const answering = terminal.question(`${question} `);
    isMuted = isHidden;
    const answer = await Promise.race([answering, brokenOff]);
    if (isHidden || answer === undefined) {
      process.stderr.write('\n');
    }
    return answer?.trim();
  } finally {
    terminal.close();
  }
}
