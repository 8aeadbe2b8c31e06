import { describe, expect, it } from '@jest/globals';
import { readTokenUses, tokenUses } from '../../../../shared/aws/secrets/token-uses.ts';
import { memoryDatabase } from '../../../contract/memory-database.ts';
import { NOON } from '../../../fakes/facts.ts';

const MINUTE_MS = 60_000;

/** Tokens in an empty table; `minute` sets the time. */
function used() {
  const { client } = memoryDatabase();
  const clock = { now: Date.parse(NOON) };
  const note = tokenUses(client, 'Ledger', () => clock.now);
  return {
    useAt: (minute: number, name: string) => {
      clock.now = Date.parse(NOON) + minute * MINUTE_MS;
      return note(name);
    },
    read: async (...names: readonly string[]) => Object.fromEntries(await readTokenUses(client, 'Ledger', names)),
  };
}

describe('the last use of a token', () => {
  it('is kept to the hour, by the name', async () => {
    const { useAt, read } = used();
    await useAt(0, 'cart');
    await useAt(59, 'cart');
    expect(await read('cart')).toEqual({ cart: NOON });
    await useAt(60, 'cart');
    expect(await read('cart')).toEqual({ cart: '2026-11-24T13:00:00.000Z' });
  });

  it('is asked for once of a name that two tokens have, and is absent of one that was never used', async () => {
    const { useAt, read } = used();
    await useAt(0, 'main');
    expect(await read('main', 'main', 'cart')).toEqual({ main: NOON });
  });
});
