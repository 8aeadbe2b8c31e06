/** Asks questions of the person at the terminal. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './command.ts';

/** Whether a person is at the terminal. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true;
}

/** Asks one question and resolves with the answer, trimmed; nothing of a hidden one is shown while it is typed. */
export async function ask(question: string, { isHidden }: { readonly isHidden: boolean }): Promise<string> {
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
  try {
    const answering = terminal.question(`${question} `);
    isMuted = isHidden;
    return (await answering).trim();
  } finally {
    terminal.close();
    if (isHidden) {
      process.stderr.write('\n');
    }
  }
}

/** Asks whether to go on. Throws UsageError where no person is at the terminal. */
export async function agreed(): Promise<boolean> {
  if (!isInteractive()) {
    throw new UsageError('This is no terminal, so nobody can agree: add --yes.');
  }
  return /^y(es)?$/i.test(await ask('Go on? [y/N]', { isHidden: false }));
}
