/** Files in `.local` that take back what a command changed and no entry of the ledger has: links, rules, tags. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Keeps the text as a file of that kind, written now, and resolves with its path. The same command reads it. */
export async function keepWayBack(
  kind: 'links' | 'rules' | 'tags',
  text: string,
  now: Date,
  folder = resolve(import.meta.dirname, '..', '..', '.local'),
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${kind}-before-${now.toISOString().replaceAll(':', '-')}.csv`);
  await writeFile(file, text);
  return file;
}

/** What a command says at its end. */
export function wayBackLine(command: string): string {
  return `To take it back: ${command}`;
}
