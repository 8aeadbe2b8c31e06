import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../shared/config.ts';

const shop = (facts: object) => ({
  id: 'shop',
  platform: 'shopify',
  shop: 'demo.myshopify.com',
  locations: { '1': ['main'], '2': ['outlet'] },
  ...facts,
});
const till = (facts: object) => ({ id: 'till', platform: 'square', locations: { L1: ['main'] }, ...facts });
const parsed = (...channels: object[]) => parseConfig({ locations: ['main', 'outlet'], channels });

describe('the configuration of stock work', () => {
  it('is of a Shopify or a Square channel, each with its own locations', () => {
    expect(parsed(shop({ stockWork: true }), till({})).channels).toHaveLength(2);
    expect(
      parsed(shop({ locations: { '1': ['outlet'] }, stockWork: true }), till({ stockWork: true })).channels,
    ).toHaveLength(2);
    expect(parsed(shop({}), till({ stockWork: false, locations: { L1: ['main', 'outlet'] } })).channels).toHaveLength(
      2,
    );
  });

  it.each([
    [
      'two channels with stock work at one location',
      () => parsed(shop({ stockWork: true }), till({ stockWork: true })),
      /Location “main” has the stock work of 1 of “shop” and of L1 of “till”: one unit would count twice/,
    ],
    [
      'one location of the channel that stands for two of ours',
      () => parsed(till({ locations: { L1: ['main', 'outlet'] }, stockWork: true })),
      /“till” has stockWork, and its location L1 stands for main and outlet/,
    ],
    [
      'two locations of the channel that stand for one of ours',
      () => parsed(shop({ locations: { '1': ['main'], '2': ['main'] }, stockWork: true })),
      /1 of “shop” and of 2 of “shop”/,
    ],
    [
      'another word on what people change there',
      () => parsed(shop({ stockWork: true, onDrift: 'ask' })),
      /“shop” has stockWork, which posts what people change there/,
    ],
    [
      'the same word by its cause',
      () => parsed(shop({ stockWork: true, onDrift: { lowered: 'overwrite' } })),
      /in onDrift give only notCounted, notApplied and maxChange/,
    ],
  ])('is refused with %s', (_name, parse, problem) => {
    expect(parse).toThrow(problem);
  });

  it('leaves what becomes of orders that were not counted to the merchant', () => {
    const onDrift = { notCounted: 'ask', maxChange: 50 };
    expect(parsed(shop({ stockWork: true, onDrift })).channels[0]).toMatchObject({ onDrift });
  });
});
