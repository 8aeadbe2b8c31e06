import { describe, expect, it } from '@jest/globals';
import { watch } from '../../../cli/reading/watching.ts';

/** What is written while these are read one after the other. */
async function written(reads: readonly (readonly string[])[], isTerminal: boolean): Promise<readonly string[]> {
  const texts: string[] = [];
  const enough = new AbortController();
  let at = 0;
  const read = async () => {
    const lines = reads[at] ?? [];
    at += 1;
    if (at > reads.length) {
      enough.abort();
    }
    return lines;
  };
  await watch(read, { isTerminal, write: (text) => texts.push(text) }, enough.signal, 0);
  return texts;
}

describe('what is watched', () => {
  it('is written only where it is new', async () => {
    expect(await written([['98 left'], ['98 left'], ['97 left']], false)).toEqual(['98 left\n', '97 left\n']);
  });

  it('stands on a terminal where it stood before', async () => {
    expect(await written([['a', 'b'], ['c']], true)).toEqual(['a\nb\n', '\x1b[2F\x1b[Jc\n']);
  });

  it('ends when it is enough, without waiting for the next read', async () => {
    const enough = new AbortController();
    const watching = watch(
      async () => ['98 left'],
      { isTerminal: false, write: () => enough.abort() },
      enough.signal,
      3_600_000,
    );
    await expect(watching).resolves.toBeUndefined();
  });

  it('fails where a read does', async () => {
    const read = () => Promise.reject(new Error('no such table'));
    await expect(
      watch(read, { isTerminal: false, write: () => undefined }, new AbortController().signal),
    ).rejects.toThrow('no such table');
  });
});
