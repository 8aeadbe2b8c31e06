import { expect, it } from '@jest/globals';
import { clockAt } from '../../../cli/channels/clock-skew.ts';
import { startStubServer } from '../../shared/channels/stub-server.ts';

async function aheadOf(date: string | undefined): Promise<number | undefined> {
  const server = await startStubServer(() => ({ status: 403, headers: date === undefined ? {} : { date } }));
  try {
    return await clockAt(server.endpoint)();
  } finally {
    await server.close();
  }
}

it('reads by how much another clock is ahead, from any answer', async () => {
  const ahead = await aheadOf(new Date(Date.now() + 3_600_000).toUTCString());
  expect(Math.round((ahead ?? 0) / 60_000)).toBe(60);
});

it('reads by how much it is behind', async () => {
  const ahead = await aheadOf(new Date(Date.now() - 3_600_000).toUTCString());
  expect(Math.round((ahead ?? 0) / 60_000)).toBe(-60);
});

it('knows nothing of a clock that is not reported', async () => {
  expect(await aheadOf('yesterday')).toBeUndefined();
});
