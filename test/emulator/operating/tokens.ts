/** Tests on the running stack that `npx stockline tokens` adds, lists, rotates and removes tokens, and says when one was used. */
import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { eventually, type RunningStack } from '../running-stack.ts';
import { stockline } from './operator.ts';

const MINUTES = 120_000;
const HOUR_MS = 3_600_000;

const list = v.object({
  tokens: v.array(
    v.object({
      name: v.string(),
      scopes: v.array(v.string()),
      until: v.nullable(v.string()),
      lastUsedAt: v.nullable(v.string()),
    }),
  ),
});

export function tokensOfTheApi(stackOf: () => RunningStack): void {
  const run = (...args: string[]) => stockline(stackOf(), ['tokens', ...args]);
  const listed = async () => v.parse(list, JSON.parse((await run('--json')).stdout)).tokens;

  describe('the tokens of the API', () => {
    it(
      'are added, rotated with an overlap and removed, and each is printed once',
      async () => {
        const added = await run('add', 'cart', '--scopes', 'read,hold');
        const [token = ''] = added.stdout.split('\n');
        expect([added.code, token]).toEqual([0, expect.stringMatching(/^[\w-]{32}$/)]);
        expect(await listed()).toContainEqual({
          name: 'cart',
          scopes: ['read', 'hold'],
          until: null,
          lastUsedAt: null,
        });
        expect((await run('add', 'cart')).code).toBe(1);

        const rotated = await run('rotate', 'cart', '--overlap', '2', '--json');
        expect(JSON.parse(rotated.stdout)).toEqual({ name: 'cart', token: expect.not.stringContaining(token) });
        const carts = (await listed()).filter(({ name }) => name === 'cart');
        expect(carts.map(({ until }) => until === null).toSorted()).toEqual([false, true]);
        const ends = carts.flatMap(({ until }) => (until === null ? [] : [Date.parse(until)]));
        expect(Math.abs((ends[0] ?? 0) - (Date.now() + 2 * HOUR_MS))).toBeLessThan(HOUR_MS / 2);

        expect((await run('remove', 'cart')).code).toBe(0);
        expect((await listed()).map(({ name }) => name)).toEqual(['main']);
        expect((await run('--json')).stdout).not.toContain(token);
      },
      MINUTES,
    );

    it(
      'say when they were last used, to the hour',
      async () => {
        const { api } = stackOf();
        expect((await api('/stock/DEMO-001')).status).toBe(200);
        await eventually(async () => (await listed())[0]?.lastUsedAt !== null);
        const [main] = await listed();
        expect(Date.now() - Date.parse(main?.lastUsedAt ?? '')).toBeLessThan(2 * HOUR_MS);
        expect((await run()).stdout).toContain(`last used ${main?.lastUsedAt}`);
      },
      MINUTES,
    );
  });
}
