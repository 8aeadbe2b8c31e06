import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { CannotStart } from '../../../local/processes/cannot-start.ts';
import { freePort, localPorts, takenPorts } from '../../../local/stack/ports.ts';

describe('ports of a local run', () => {
  it('start at 4566 when nothing is set', () => {
    expect(localPorts({})).toEqual({ emulator: 4566, gateway: 4567, shopify: 4571, amazon: 4572, square: 4573 });
  });

  it('all follow STOCKLINE_PORT', () => {
    expect(localPorts({ STOCKLINE_PORT: '5000' })).toEqual({
      emulator: 5000,
      gateway: 5001,
      shopify: 5005,
      amazon: 5006,
      square: 5007,
    });
  });

  it('have one for an own shop where the run is asked for one', () => {
    expect(localPorts({ STOCKLINE_OWN_SHOP: 'true' })).toMatchObject({ square: 4573, ownShop: 4570 });
    expect(localPorts({ STOCKLINE_OWN_SHOP: 'http://127.0.0.1:9000' })).toEqual(localPorts({}));
  });

  it.each(['http', '0', '-1', '4566.5', '65529', '70000'])('refuse STOCKLINE_PORT=%s with a sentence', (wanted) => {
    expect(() => localPorts({ STOCKLINE_PORT: wanted })).toThrow(CannotStart);
    expect(() => localPorts({ STOCKLINE_PORT: wanted })).toThrow(`STOCKLINE_PORT is "${wanted}"`);
  });

  it('reach up to the last port there is', () => {
    expect(localPorts({ STOCKLINE_PORT: '65528' }).square).toBe(65_535);
  });

  it('that something listens on are named, in order', async () => {
    const listener = createServer();
    const taken = await freePort();
    const free = await freePort();
    await new Promise<void>((resolve) => listener.listen(taken, '127.0.0.1', resolve));
    try {
      expect(await takenPorts([free, taken])).toEqual([taken]);
    } finally {
      await new Promise((resolve) => listener.close(resolve));
    }
    expect(await takenPorts([free, taken])).toEqual([]);
  });
});
