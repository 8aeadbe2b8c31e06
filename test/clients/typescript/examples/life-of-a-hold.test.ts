import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lifeOfAHold } from '../../../../clients/typescript/examples/life-of-a-hold.ts';
import { mugsByClient } from '../handlers.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..', '..');
const page = readFileSync(join(PROJECT, 'docs', 'api.md'), 'utf8');
const [, shown, printed] = /```ts\n(.*?)```.*?```text\n(.*?)```/s.exec(page) ?? [];

describe('the example of a hold’s life', () => {
  it('goes through it on the API’s own handlers, and says what docs/api.md says', async () => {
    const { stockline, pass } = await mugsByClient(100);
    const said: string[] = [];
    await lifeOfAHold(stockline, 'MUG', {
      say: (line) => void said.push(line),
      wait: async (seconds) => pass(seconds),
    });
    expect(said).toHaveLength(8);
    expect(said).toEqual(printed?.trimEnd().split('\n'));
  });

  it('is the one that docs/api.md shows', () => {
    const file = readFileSync(join(PROJECT, 'clients/typescript/examples/life-of-a-hold.ts'), 'utf8');
    expect(shown).toBe(file);
  });
});
