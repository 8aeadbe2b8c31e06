/** What platforms do now and then, and every folder under shared/channels must take (docs/new-channel.md). */

import { describe, expect, it, jest } from '@jest/globals';
import { CredentialsGoneError } from '../../shared/ports/channel/credentials-gone.ts';
import { collect } from '../shared/channels/listing.ts';
import { control } from '../shared/channels/sandbox-control.ts';
import { SELLING_BENCHES } from './benches/benches.ts';
import { stockedChannel } from './stocked-channel.ts';

// As in channel-client.test.ts: a busy machine takes its time.
jest.setTimeout(60_000);

describe.each(SELLING_BENCHES.map((bench) => [bench.platform, bench] as const))('%s, now and then', (_, bench) => {
  it('answers what means later: the push is made again, and the listing has no problem of its own', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    await bench.oddities.answerLater(channel);
    await move(-3);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([7]);
    expect((await deployment.listing(channel, 'MUG')).problem).toBeUndefined();
    expect(deployment.office.journal.counts.get('PushRefused')).toBeUndefined();
  });

  it('does not accept the credentials any more: the channel is paused once, and nothing is lost', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    const { states, journal } = deployment.office;
    const { id } = channel.config;
    await bench.oddities.endCredentials(channel);
    await move(-3);
    await move(-3, 'PEN');
    await deployment.office.workOff();
    expect((await states.read(id)).paused?.why).toMatch(/does not accept the credentials any more\. \w+/);
    expect(journal.counts.get('CredentialsGone')).toBe(1);
    expect((await deployment.listing(channel, 'MUG')).problem).toBeUndefined();
    await expect(channel.client.readQuantity(await deployment.listing(channel, 'MUG'))).rejects.toThrow(
      CredentialsGoneError,
    );
    await bench.oddities.restoreCredentials(channel);
    await states.resume(id, new Date().toISOString());
    await move(-1);
    await move(-1, 'PEN');
    await deployment.runUntilIdle();
    expect([await deployment.shows('MUG'), await deployment.shows('PEN')]).toEqual([[6], [6]]);
  });

  it('has an odd row in its catalogue: it is left out with its reason, and costs no other', async () => {
    const { channel } = await stockedChannel(bench);
    const before = (await collect(channel.client.catalogue())).map(({ sku }) => String(sku));
    const odd = await bench.oddities.spoilRow(channel);
    const leftOut: { readonly sku: string; readonly reason: string }[] = [];
    const listed = await collect(channel.client.catalogue((each) => leftOut.push(each)));
    expect(listed.map(({ sku }) => String(sku)).sort()).toEqual(before.sort());
    expect(leftOut).toContainEqual(expect.objectContaining({ sku: odd, reason: expect.stringMatching(/\w+ \w+/) }));
  });

  it('has an order that counts on another channel: it moves no stock here, and its own figure is set right', async () => {
    const { channel, deployment } = await stockedChannel(bench);
    if (bench.oddities.copyOrder === null) {
      return;
    }
    await bench.oddities.copyOrder(channel, 'MUG', 3);
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(10);
    expect(await deployment.shows('MUG')).toEqual([10]);
    expect((await deployment.entries('MUG')).map(({ kind }) => kind)).toEqual(['baseline']);
  });

  it('sells without its own figure falling: the figure is lowered once that is seen', async () => {
    const { channel, deployment } = await stockedChannel(bench);
    await channel.people.sell([{ sku: 'MUG', quantity: 2 }]);
    await control(channel.sandbox).setStock('MUG', 10);
    await deployment.runUntilIdle();
    expect(await deployment.available('MUG')).toBe(8);
    expect(await deployment.shows('MUG')).toEqual([8]);
  });

  it('has a listing made again under its SKU: it is another one, which is pushed once it is listed here', async () => {
    const { channel, deployment, move } = await stockedChannel(bench);
    if (bench.oddities.remake === null) {
      return;
    }
    await bench.oddities.remake(channel, 'MUG', 4);
    await move(-1);
    await deployment.office.workOff();
    expect(await deployment.shows('MUG')).toEqual([4]);
    expect((await deployment.listing(channel, 'MUG')).problem).toMatch(/\w+ \w+/);
    await deployment.list(['MUG']);
    await move(-1);
    await deployment.runUntilIdle();
    expect(await deployment.shows('MUG')).toEqual([8]);
  });
});
