/** What every platform promises of what is pushed to it and read from it (docs/new-channel.md). */

import { describe, expect, it, jest } from '@jest/globals';
import { loweringProof } from '../../shared/channels/capabilities.ts';
import type { LedgerEntry } from '../../shared/domain/ledger/ledger-entry.ts';
import type { ChannelClient } from '../../shared/ports/channel/channel.ts';
import { NotListedError } from '../../shared/ports/channel/not-listed.ts';
import { MAIN } from '../fakes/facts.ts';
import { collect, pushOf } from '../shared/channels/listing.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import type { OpenChannel } from './benches/bench.ts';
import { SELLING_BENCHES } from './benches/benches.ts';
import { RunningClock } from './clock.ts';
import { losingOneAnswer, openChannel, stockedChannel } from './stocked-channel.ts';

// Real servers of three platforms: on a busy machine a row may take a while, and none depends on how long.
jest.setTimeout(60_000);

/**
 * What every folder under shared/channels promises of what it pushes and reads (docs/new-channel.md). A till or 3PL feed
 * (shared/channels/pos) shows nothing, so it has no outward side and stands in intake.test.ts only.
 */

const causes = (entries: readonly LedgerEntry[]) => entries.map(({ kind }) => kind);

describe.each(SELLING_BENCHES.map((bench) => [bench.platform, bench] as const))('the client of %s', (_, bench) => {
  it('lists all that the channel sells, page by page, each with what it shows', async () => {
    const clock = new RunningClock();
    const articles = Array.from({ length: 260 }, (_each, index) => ({ sku: `A-${index}`, shows: index }));
    const channel = await openChannel(bench, { articles, nowMs: clock.nowMs });
    const listed = await collect(channel.client.catalogue());
    const shownThere = listed.map(({ sku, shows, managed, drawsOn }) => ({
      sku: String(sku),
      shows,
      managed,
      drawsOn,
    }));
    const byShows = (one: { readonly shows: number }, other: { readonly shows: number }) => one.shows - other.shows;
    expect(shownThere.toSorted(byShows)).toEqual(articles.map((each) => ({ ...each, managed: true, drawsOn: [MAIN] })));
    expect(new Set(listed.map(({ externalId }) => externalId)).size).toBe(articles.length);
  });

  it('brings the channel down, up, to zero and back, and A to B to A', async () => {
    const { deployment, move } = await stockedChannel(bench);
    const shown: number[] = [];
    for (const units of [-3, 2, -9, 5, -1, 1, -1]) {
      await move(units);
      await deployment.runUntilIdle();
      shown.push(...(await deployment.shows('MUG')));
    }
    expect(shown).toEqual([7, 9, 0, 5, 4, 5, 4]);
    expect(await deployment.shows('PEN')).toEqual([10]);
  });

  it('is notified of its own push by the channel, which moves nothing and is pushed no further', async () => {
    const { channel, deployment, move, calls } = await stockedChannel(bench);
    await move(-3);
    await deployment.office.workOff();
    const echo = await deployment.untaken(channel);
    expect(echo.length).toBeGreaterThan(0);
    for (const delivery of echo) {
      await deployment.take(channel, delivery);
    }
    await deployment.runUntilIdle();
    await deployment.runUntilIdle();
    expect(causes(await deployment.entries('MUG'))).toEqual(['baseline', 'adjusted']);
    expect(await calls()).toHaveLength(1);
    expect(await deployment.shows('MUG')).toEqual([7]);
  });

  it.each([
    ['throttles', { throttle: 1 }],
    ['fails with its own error', { error: 1 }],
  ])('applies nothing while the channel %s, waits as it asks, and pushes it then once', async (_how, api) => {
    const { channel, deployment, move, calls } = await stockedChannel(bench);
    await control(channel.sandbox).faults({ seed: 1, api });
    await move(-3);
    const [returned] = await deployment.office.workOff();
    expect(returned?.retryAfterMs).toBeGreaterThan(0);
    expect(await deployment.shows('MUG')).toEqual([10]);
    await control(channel.sandbox).endFaults();
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect((await calls()).filter(({ answer }) => answer === 'ok')).toHaveLength(1);
  });

  it('gives up on an answer that does not come, and repeats the push under its key until one does', async () => {
    const { channel, deployment, move, calls } = await stockedChannel(bench);
    await control(channel.sandbox).faults({ seed: 3, api: { timeout: 1 } });
    await move(-3);
    for (const _try of [1, 2]) {
      const [returned] = await deployment.office.workOff(({ impatient }) => impatient);
      expect(returned?.retryAfterMs).toBeGreaterThan(0);
    }
    await control(channel.sandbox).endFaults();
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    const made = await calls();
    expect(made.length).toBeGreaterThanOrEqual(3);
    expect(new Set(made.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(made[0]?.idempotencyKey !== null).toBe(bench.takesKeys);
  });

  it('applies a push once whose answer was lost', async () => {
    const { deployment, move } = await stockedChannel(bench);
    await move(-3);
    const lossy = new Map<OpenChannel, ChannelClient>();
    const [returned] = await deployment.office.workOff((channel) => {
      const client = lossy.get(channel) ?? losingOneAnswer(channel.client);
      lossy.set(channel, client);
      return client;
    });
    expect(returned).toBeDefined();
    expect(await deployment.shows('MUG')).toEqual([7]);
    await move(-1);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([6]);
  });

  it('finds by reading back what was accepted and never applied, reports it and sets it right', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    await control(channel.sandbox).faults({ seed: 1, api: { ignore: 1 } });
    await move(-3);
    await deployment.office.workOff();
    await control(channel.sandbox).endFaults();
    // A channel that answers with its count is known at once to show more; of the others we believe what was accepted.
    const says = bench.provesLowering === 'resultingCount';
    expect(await deployment.listing(channel, 'MUG')).toMatchObject({ shown: says ? 10 : 7 });
    expect(await deployment.shows('MUG')).toEqual([10]);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect(deployment.office.journal.counts.get(says ? 'ShownMore' : 'Drift')).toBeGreaterThanOrEqual(1);
    expect(causes(await deployment.entries('MUG'))).toEqual(['baseline', 'adjusted']);
  });

  it.each([14, 4])('sets right what somebody edits in the channel’s admin from 10 to %i', async (edited) => {
    const { channel, deployment } = await stockedChannel(bench);
    await control(channel.sandbox).setStock('MUG', edited);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([10]);
    expect(causes(await deployment.entries('MUG'))).toEqual(['baseline']);
  });

  it('reads many listings at once, as it reads each by itself', async () => {
    const { channel, deployment } = await stockedChannel(bench);
    const { client } = channel;
    const [mug, pen] = [await deployment.listing(channel, 'MUG'), await deployment.listing(channel, 'PEN')];
    const gone = { ...mug, externalId: '987654' };
    const [ofPen, ofGone, ofMug] = await client.readQuantities([pen, gone, mug]);
    expect(ofMug).toEqual({ kind: 'shows', units: await client.readQuantity(mug) });
    expect(ofPen).toEqual({ kind: 'shows', units: await client.readQuantity(pen) });
    expect(ofGone).toMatchObject({ reason: expect.stringMatching(/\w+ \w+/) });
    expect(await client.readQuantities([])).toEqual([]);
  });

  it('keeps a sale that nobody has received yet', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    await move(-3);
    await deployment.office.workOff();
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(5);
    expect(await deployment.shows('MUG')).toEqual([5]);
  });

  it('is refused a listing that is gone with a reason, which stays visible and stops no other', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    const gone = await deployment.listing(channel, 'PEN');
    await deployment.office.table
      .registry()
      .register({ ...gone, externalId: '987654', shows: 10 }, gone.channel, gone.push.kind, new Date());
    await move(-1, 'PEN');
    await move(-1);
    await deployment.office.workOff();
    // Amazon accepts a figure of what it does not list: the reading after it finds that.
    await deployment.runUntilIdle();
    expect(await deployment.listing(channel, 'PEN')).toMatchObject({ problem: expect.stringMatching(/\w+ \w+/) });
    const { counts } = deployment.office.journal;
    expect((counts.get('PushRefused') ?? 0) + (counts.get('ListingProblem') ?? 0)).toBe(1);
    expect(await deployment.shows('MUG')).toEqual([9]);
    const reading = channel.client.readQuantity({ ...gone, externalId: '987654' });
    await expect(reading).rejects.toThrow(NotListedError);
    await expect(reading).rejects.toThrow(/\w+ \w+/);
  });

  it('never pushes a listing that the channel keeps itself', async () => {
    const { channel, deployment, move, calls } = await stockedChannel(bench);
    const bowl = await deployment.listing(channel, 'BOWL');
    expect(bowl.managed).toBe(!bench.keepsListingsItself);
    if (bowl.managed) {
      return;
    }
    await move(-3, 'BOWL');
    await deployment.runUntilIdle();
    expect(await channel.client.push(pushOf(bowl, -3))).toMatchObject({ kind: 'refused' });
    expect(await calls('BOWL')).toEqual([]);
  });

  it('makes one call for many changes of one SKU', async () => {
    const { deployment, move, calls } = await stockedChannel(bench);
    for (let times = 0; times < 8; times += 1) {
      await move(-1);
      await deployment.office.workOff(({ client }) => ({
        ...client,
        push: async () => ({ kind: 'throttled', retryAfterMs: 1 }),
      }));
    }
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([2]);
    // The first change was on its way when the others came; they go out together behind it.
    expect((await calls()).length).toBeLessThanOrEqual(2);
  });

  it('says who does not let it in when its credentials are wrong, and changes nothing', async () => {
    const { channel, deployment } = await stockedChannel(bench);
    const mug = await deployment.listing(channel, 'MUG');
    const platform = new RegExp(bench.platform, 'i');
    await expect(collect(channel.stranger.catalogue())).rejects.toThrow(platform);
    const answer = await channel.stranger.push(pushOf(mug, -3)).catch(String);
    expect(typeof answer === 'string' ? answer : 'reason' in answer && answer.reason).toMatch(platform);
    expect(await deployment.shows('MUG')).toEqual([10]);
  });

  it('declares how fast it may be pushed to, and how a lowering is proven', () => {
    const { pushMode, pushesPerSecond, burst, source } = bench.capabilities;
    expect(['difference', 'absolute']).toContain(pushMode);
    expect(bench.provesLowering === 'readBack').toBe(pushMode === 'absolute');
    expect(loweringProof(bench.capabilities)).toBe(bench.provesLowering);
    expect([pushesPerSecond, burst].every((each) => each === 'unpublished' || each > 0)).toBe(true);
    expect(source).toMatch(/\d{4}/);
  });
});
