/** The ports of checks, with what a check asks of them: what it sends, schedules, and notes on the listing. */
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { QuantityRead } from '../../../shared/ports/channel/channel.ts';
import type { Check, CheckNote } from '../../../shared/ports/reconciling/checks.ts';
import type { CheckPorts } from '../../../shared/usecases/reconciling/check-ports.ts';
import { checkedMug } from '../shops/checked-mug.ts';

type Facts = {
  /** What the channel shows of every listing that is read. */
  readonly elsewhere?: QuantityRead;
  /** Another check or a push has moved the listing since it was read: nothing is written. */
  readonly isOvertaken?: boolean;
};

/** Nothing is kept: what is noted, sent and scheduled is only seen. */
export async function recordedChecks({ elsewhere = { kind: 'shows', units: 0 }, isOvertaken = false }: Facts = {}) {
  const mug = await checkedMug({ onHand: 10, shows: 10 });
  const now = mug.ports.clock();
  const sent: Observation[] = [];
  const scheduled: Check[] = [];
  const noted: CheckNote[] = [];
  const ports: CheckPorts = {
    ...mug.ports,
    client: { ...mug.ports.client, readQuantities: async (listings) => listings.map(() => elsewhere) },
    observations: { ...mug.ports.observations, send: async (observations) => void sent.push(...observations) },
    checks: { ...mug.ports.checks, queue: { schedule: async (check) => void scheduled.push(check) } },
    checkStore: {
      ...mug.ports.checkStore,
      note: async (_, note) => {
        noted.push(note);
        return !isOvertaken;
      },
    },
  };
  return {
    ...{ ports, now, sent, noted, journal: mug.journal },
    /** Where another check was asked for, and in how many seconds. */
    checked: () =>
      scheduled.map(({ channelLocation, at }) => [channelLocation, (Date.parse(at) - now.getTime()) / 1_000]),
  };
}
