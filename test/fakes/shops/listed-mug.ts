/** A mug that is posted and listed on one channel in memory, with the ports of pushes. */
import type { Observation } from '../../../shared/domain/stock/observation.ts';
import type { ChannelClient, ChannelPush, PushAnswer } from '../../../shared/ports/channel/channel.ts';
import { postObservations } from '../../../shared/usecases/posting/post-observations.ts';
import type { PushPorts } from '../../../shared/usecases/pushing/push-ports.ts';
import { pushStock } from '../../../shared/usecases/pushing/push-stock.ts';
import { baseline, keptJournal, MAIN, MUG, movement, NOON, SHARED_RULES, SHOPIFY } from '../facts.ts';
import { MemoryTable } from '../memory/memory-table.ts';
import { openGates } from '../ports/open-gates.ts';
import { postingPorts } from '../ports/posting-ports.ts';
import { readInTurn } from '../ports/read-in-turn.ts';

type MugFacts = {
  readonly onHand: number;
  readonly shows: number;
  readonly actual?: number;
  /** False: the channel keeps it itself. */
  readonly managed?: boolean;
};
type Answering = (push: ChannelPush, calls: number) => PushAnswer | Error;

/** A mug with so many on hand, listed on a channel that shows `shows` and answers as the test says. */
export async function listed(
  { onHand, shows, actual = shows, managed = true }: MugFacts,
  answering: Answering = counted,
) {
  const table = new MemoryTable();
  const journal = keptJournal();
  const calls: ChannelPush[] = [];
  const readings: (Promise<never> | number)[] = [];
  let now = new Date(NOON);
  const register = { sku: MUG, channelLocation: '-', externalId: 'mug', drawsOn: [MAIN], managed, shows };
  await table.registry().register(register, SHOPIFY, 'difference', now);
  const post = (...observations: readonly (Parameters<typeof movement> | Observation)[]) =>
    postObservations(
      postingPorts(table, { clock: () => now }),
      observations.map((each) => ({
        id: 'm',
        sku: MUG,
        observations: ['kind' in each ? each : movement(...each)],
      })),
    );
  await post(baseline(onHand));
  const client: ChannelClient = {
    channel: SHOPIFY,
    pushMode: 'difference',
    comparesPushes: true,
    push: async (push) => {
      calls.push(push);
      const answer = answering(push, calls.length);
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    readQuantity: async () => readings.shift() ?? actual,
    readQuantities: readInTurn((each) => client.readQuantity(each)),
    catalogue: async function* () {},
  };
  const ports: PushPorts = {
    store: table.pushStore(SHOPIFY, ['-']),
    client,
    rules: SHARED_RULES,
    gates: openGates(table),
    journal,
    clock: () => now,
  };
  const reconcile = (...ids: string[]) =>
    pushStock(
      ports,
      (ids.length > 0 ? ids : ['m']).map((id) => ({ id, sku: MUG, receivedAt: NOON })),
    );
  const shown = async () => (await table.reader().skuState(MUG))?.listings[0]?.shown;
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  return { table, ports, calls, reconcile, shown, journal, post, pass, readings };
}

/** A channel that applies every push. */
export function counted({ intent }: ChannelPush): PushAnswer {
  return { kind: 'applied', nowShows: (intent.changeFrom ?? 0) + intent.delta };
}
