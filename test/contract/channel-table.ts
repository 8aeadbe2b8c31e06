/** The tests that every store of channel states and push budgets passes, in memory and in DynamoDB. */
import { describe, expect, it } from '@jest/globals';
import { parseChannelId } from '../../shared/domain/identifiers.ts';
import { NEW_CHANNEL } from '../../shared/domain/pushing/channel-state.ts';
import type { Rate } from '../../shared/domain/pushing/rate.ts';
import type { ChannelControls, ChannelStates, PushBudget } from '../../shared/ports/pushing/gate-ports.ts';
import { later, NOON } from '../fakes/facts.ts';

export type ChannelPorts = {
  readonly states: ChannelStates;
  readonly controls: ChannelControls;
  budget(account: string, rate: Rate): PushBudget;
};

/** What a table must do for channels as a whole, whatever it is made of. */
export function channelTableContract(name: string, portsOf: () => ChannelPorts): void {
  let channels = 0;
  /** A channel of its own for each test: the table is shared. */
  const fresh = () => {
    channels += 1;
    return { ...portsOf(), channel: parseChannelId(`c-${channels}-${Date.now()}`) };
  };

  describe(`${name}: a channel’s state`, () => {
    it('is that of a new channel until something is kept of it', async () => {
      const { states, channel } = fresh();
      expect(await states.read(channel)).toEqual(NEW_CHANNEL);
    });

    it('keeps a pause until it is resumed, and that there is something to catch up until it is caught up', async () => {
      const { states, controls, channel } = fresh();
      const pause = { by: 'ada', at: NOON, why: 'price import' };
      await controls.pause(channel, pause);
      expect(await states.read(channel)).toEqual({ ...NEW_CHANNEL, paused: pause });
      await controls.resume(channel, later(5));
      expect(await states.read(channel)).toEqual({ ...NEW_CHANNEL, catchingUpSince: later(5) });
      await controls.caughtUp(channel);
      expect(await states.read(channel)).toEqual(NEW_CHANNEL);
    });

    it('lets one of two pause it, and leaves a pause that it has as it is', async () => {
      const { states, controls, channel } = fresh();
      const pause = () => states.pauseUnlessPaused(channel, { by: channel, at: NOON, why: 'its token was revoked' });
      expect((await Promise.all([pause(), pause()])).sort()).toEqual([false, true]);
      await controls.pause(channel, { by: 'ada', at: later(5), why: 'price import' });
      expect(await pause()).toBe(false);
      expect((await states.read(channel)).paused).toMatchObject({ by: 'ada', why: 'price import' });
    });

    it('keeps the mode that was set at run time', async () => {
      const { states, controls, channel } = fresh();
      await controls.setMode(channel, 'lowerOnly', later(5));
      expect(await states.read(channel)).toEqual({ ...NEW_CHANNEL, mode: 'lowerOnly', catchingUpSince: later(5) });
    });

    it('counts failures in a row, over all who count at the same time, until the channel answers', async () => {
      const { states, channel } = fresh();
      const counted = await Promise.all([1, 2, 3].map(() => states.countFailure(channel)));
      expect(counted.map(({ failures }) => failures).sort()).toEqual([1, 2, 3]);
      await states.closeCircuit(channel);
      expect(await states.countFailure(channel)).toEqual({ failures: 1, opened: 0 });
    });

    it('lets one of two open the circuit, and one of two take the probe', async () => {
      const { states, channel } = fresh();
      const read = await states.countFailure(channel);
      const open = () => states.openCircuit(channel, read, later(5));
      expect((await Promise.all([open(), open()])).sort()).toEqual([false, true]);
      const { circuit } = await states.read(channel);
      expect(circuit).toEqual({ failures: 1, opened: 1, openUntil: later(5) });
      const probe = (at: string) => states.takeProbe(channel, circuit, at);
      expect((await Promise.all([probe(later(45)), probe(later(46))])).sort()).toEqual([false, true]);
    });

    it('leaves a probe to the next function, and nobody else’s', async () => {
      const { states, channel } = fresh();
      const read = await states.countFailure(channel);
      await states.openCircuit(channel, read, later(5));
      const { circuit } = await states.read(channel);
      await states.takeProbe(channel, circuit, later(45));
      await states.leaveProbe(channel, circuit, later(46), later(6));
      expect((await states.read(channel)).circuit).toMatchObject({ openUntil: later(45) });
      await states.leaveProbe(channel, circuit, later(45), later(6));
      expect((await states.read(channel)).circuit).toEqual({ failures: 1, opened: 1, openUntil: later(6) });
    });

    it('lets a probe that was left before it was taken take nothing', async () => {
      const { states, channel } = fresh();
      const read = await states.countFailure(channel);
      await states.openCircuit(channel, read, later(5));
      const { circuit } = await states.read(channel);
      await states.leaveProbe(channel, circuit, later(45), later(6));
      expect(await states.takeProbe(channel, circuit, later(45))).toBe(false);
      expect((await states.read(channel)).circuit).toMatchObject({ openUntil: later(6) });
    });

    it('counts a listing once in a window, and begins another window when that is over', async () => {
      const { states, channel } = fresh();
      const count = (listing: string, at: number) =>
        states.countSurge(channel, 'zeros', listing, { now: new Date(later(at)), seconds: 60 });
      expect([await count('a', 0), await count('b', 10), await count('a', 20), await count('c', 59)]).toEqual([
        1, 2, 2, 3,
      ]);
      expect([await count('d', 60), await count('a', 61)]).toEqual([1, 2]);
    });

    it('trips a breaker once, and lets a confirmation count anew', async () => {
      const { states, controls, channel } = fresh();
      const window = { now: new Date(NOON), seconds: 60 };
      await states.countSurge(channel, 'raises', 'a', window);
      expect([await states.trip(channel, 'raises', NOON), await states.trip(channel, 'raises', later(1))]).toEqual([
        true,
        false,
      ]);
      expect((await states.read(channel)).breakers).toEqual({ zeros: {}, raises: { trippedAt: NOON }, adoptions: {} });
      await controls.confirm(channel, 'raises', later(9));
      expect((await states.read(channel)).breakers).toEqual({
        zeros: {},
        raises: { confirmedAt: later(9) },
        adoptions: {},
      });
      expect(await states.countSurge(channel, 'raises', 'b', window)).toBe(1);
    });
  });

  describe(`${name}: a budget`, () => {
    it('is shared by all who take from it at the same time', async () => {
      const { channel, budget } = fresh();
      const rate = { perSecond: 5, burst: 4 };
      const [one, other] = [budget(channel, rate), budget(channel, rate)];
      const now = new Date(NOON);
      const taken = await Promise.all([one, other, one, other].map((each) => each.take(2, 'urgent', now)));
      expect(taken.reduce((sum, { calls }) => sum + calls, 0)).toBe(4);
      expect(await other.take(1, 'urgent', now)).toEqual({ calls: 0, retryAfterMs: 200, perCallMs: 200 });
      expect(await one.take(9, 'urgent', new Date(later(0.4)))).toMatchObject({ calls: 2 });
    });
  });
}
