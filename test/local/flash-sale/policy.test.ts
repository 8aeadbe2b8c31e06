import { describe, expect, it } from '@jest/globals';
import { ownSettings } from '../../../local/flash-sale/policy.ts';

const rules = {
  policy: 'shared',
  safetyStock: 2,
  risk: 0.01,
  channels: { shopify: { buffer: 'auto' as const, cap: 20 }, amazon: { buffer: 3 } },
};

describe('what is said again of a SKU when the demo is over', () => {
  it('is nothing where nothing was said of the SKU itself', () => {
    expect(ownSettings({ rules, origins: {} })).toEqual([]);
    expect(ownSettings({ rules, origins: { policy: { kind: 'tag' }, 'amazon.buffer': { kind: 'prefix' } } })).toEqual(
      [],
    );
  });

  it('is every setting that was said of it, as policy set takes it', () => {
    const settings = [
      'policy',
      'safetyStock',
      'risk',
      'endgameAt',
      'shopify.buffer',
      'shopify.cap',
      'amazon.buffer',
      'amazon.cap',
    ];
    const origins = Object.fromEntries(settings.map((setting) => [setting, { kind: 'sku' }]));
    expect(ownSettings({ rules, origins }).join(' ')).toBe(
      '--policy shared --safety-stock 2 --risk 0.01 --endgame-at auto --buffer shopify=auto --cap shopify=20 --buffer amazon=3 --cap amazon=none',
    );
  });

  it('is not guessed where the demo does not know the setting', () => {
    expect(() => ownSettings({ rules, origins: { urgentAt: { kind: 'sku' } } })).toThrow('urgentAt');
  });
});
