import { describe, expect, it } from '@jest/globals';
import { type ChannelState, NEW_CHANNEL } from '../../../../shared/domain/pushing/channel-state.ts';
import type { ChannelFigureReader } from '../../../../shared/ports/reading/channel-figures.ts';
import { type ListedChannel, listChannels } from '../../../../shared/usecases/reading/list-channels.ts';
import { later, NOON, SHOPIFY } from '../../../fakes/facts.ts';

const LAG = { p50Ms: 900, p95Ms: 2_000, since: NOON };
const DELAY = { p50Ms: 400, p95Ms: 800, since: NOON };
const MEASURED = { lag: LAG, reportDelay: DELAY, soldPerMinute: 3, receivedPerMinute: 7, lastReceivedAt: later(-60) };
const LIVE: ListedChannel = { id: SHOPIFY, platform: 'shopify', mode: 'live' };

/** The one channel of a deployment, as it is listed at noon. */
async function listed(
  channel: ListedChannel,
  state: Partial<ChannelState>,
  figures: Partial<ChannelFigureReader> = {},
) {
  const { channels } = await listChannels({
    channels: [channel],
    channelStates: { read: async () => ({ ...NEW_CHANNEL, ...state }) },
    figures: {
      figures: async () => new Map([[SHOPIFY, MEASURED]]),
      marks: async () => ({ sweptTo: later(-30), comparedAt: later(-90) }),
      ...figures,
    },
    clock: () => new Date(NOON),
  });
  return channels[0];
}

const breaker = (trippedAt: string) => ({ ...NEW_CHANNEL.breakers, zeros: { trippedAt } });
const paused = { by: 'ann', at: NOON, why: 'a fair' };

describe('what is pushed to a channel', () => {
  it.each<[string, ListedChannel, Partial<ChannelState>, string, number]>([
    ['all, as configured', LIVE, {}, 'live', 0],
    ['nothing is, where it takes no pushes', { id: SHOPIFY, platform: 'pos' }, {}, 'none', 0],
    ['as configured', { ...LIVE, mode: 'shadow' }, {}, 'shadow', 1],
    ['as set since', LIVE, { mode: 'lowerOnly' }, 'lowerOnly', 1],
    ['nothing, while it is paused', LIVE, { paused, breakers: breaker(NOON) }, 'paused', 2],
    [
      'nothing, while it does not answer',
      LIVE,
      { circuit: { failures: 5, opened: 1, openUntil: later(5) } },
      'cutOff',
      1,
    ],
    [
      'one call, once it may be tried again',
      LIVE,
      { circuit: { failures: 5, opened: 1, openUntil: NOON } },
      'cutOff',
      1,
    ],
    ['no zeros, while a breaker waits', LIVE, { breakers: breaker(NOON) }, 'heldBack', 1],
  ])('%s', async (_, channel, state, pushing, findings) => {
    const view = await listed(channel, state);
    expect([view?.pushing, view?.findings.length]).toEqual([pushing, findings]);
  });

  it('is said in sentences, with the command that ends it where there is one', async () => {
    const open = { failures: 5, opened: 1, openUntil: later(5) };
    const view = await listed(LIVE, { paused, circuit: open });
    expect(view?.findings).toStrictEqual([
      { says: `Paused by ann at ${NOON}: a fair`, repair: 'npx stockline resume shopify' },
      { says: `5 calls in a row got no answer: the next is made at ${later(5)}.` },
    ]);
  });
});

describe('what a channel was measured to do', () => {
  it('is listed with up to when it was swept and compared', async () => {
    expect(await listed(LIVE, {})).toMatchObject({ ...MEASURED, sweptTo: later(-30), comparedAt: later(-90) });
  });

  it.each<[string, Partial<ChannelFigureReader>]>([
    ['was not measured', { figures: async () => new Map() }],
    ['cannot be read', { figures: () => Promise.reject(new Error('no answer')) }],
  ])('is nothing where it %s: the channel is listed all the same', async (_, figures) => {
    const nothing = { lag: null, reportDelay: null, soldPerMinute: 0, receivedPerMinute: 0, lastReceivedAt: null };
    const marks = async () => ({});
    expect(await listed(LIVE, {}, { ...figures, marks })).toMatchObject({
      ...{ ...nothing, pushing: 'live', sweptTo: null, comparedAt: null },
    });
  });
});
