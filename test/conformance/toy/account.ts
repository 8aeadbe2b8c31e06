/** An account of the made-up platform, opened through the lists that it was added to. */

import * as v from 'valibot';
import { platformOf, sellingChannels } from '../../../shared/channels/platform-of.ts';
import { parseConfig, type StocklineConfig } from '../../../shared/config.ts';
import type { OpenChannel } from '../benches/bench.ts';
import { allDelivered, openDoor, peopleAt } from '../benches/sandbox-account.ts';
import { RunningClock } from '../clock.ts';
import { Deployment } from '../deployment.ts';
import { toy, toyChannel } from './platform.ts';
import { startToyShop } from './shop.ts';

const KEYS = { token: 'token', signingKey: 'key' };

export const TOY_SECRET = JSON.stringify(KEYS);
export const TOY_CHANNEL = { id: 'toy', platform: 'toy', locations: { '1': ['main'] } };

/** The configuration of a merchant who sells on the made-up platform only. */
export function configured(channel: object = {}): StocklineConfig {
  return parseConfig({ locations: ['main'], channels: [{ ...TOY_CHANNEL, ...channel }] });
}

export function only<Item>(item: Item | undefined): Item {
  if (item === undefined) {
    throw new Error('There is none.');
  }
  return item;
}

/** Ten mugs are on hand, and the made-up shop shows as many. */
export async function openToy() {
  const clock = new RunningClock();
  const door = await openDoor();
  const shows = { MUG: 10 };
  const account = { ...KEYS, webhookUrl: door.url, shows, nowMs: clock.nowMs };
  const sandbox = await startToyShop(account);
  const config = only(sellingChannels(configured({ apiEndpoint: sandbox.url }))[0]);
  const { selling } = await platformOf(config);
  const receive = toy.intake.open(v.parse(toyChannel, { ...TOY_CHANNEL, apiEndpoint: sandbox.url }), TOY_SECRET);
  const client = only(selling).client(config, TOY_SECRET);
  const channel: OpenChannel = {
    config,
    sandbox,
    people: peopleAt(sandbox),
    sent: door.sent,
    allSent: () => allDelivered(sandbox),
    proof: { kind: 'queuePolicy', foreign: (delivery) => delivery },
    receive: async (delivery) => receive({ ...delivery, receivedAt: clock.now().toISOString() }),
    client,
    impatient: client,
    stranger: client,
    orders: only(only(selling).orderReader)(config, TOY_SECRET),
    orderFeed: only(selling).orderFeed(config, TOY_SECRET),
    sweep: only(selling).sweep(config, TOY_SECRET),
    pushAccount: {},
    close: () => Promise.all([sandbox.close(), door.close()]),
  };
  const deployment = new Deployment([channel], clock);
  await deployment.open({ MUG: 10 });
  return { channel, deployment, since: clock.now() };
}
