import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { configurationOf, configurationText } from '../../../cli/configuring/configuration.ts';
import { parseConfig } from '../../../shared/config.ts';

const ALL = {
  ...{ shopify: 'shop.myshopify.com', 'shopify-locations': '655441491,655441492=store' },
  ...{ amazon: 'A2EXAMPLESELLER', 'amazon-region': 'eu', 'amazon-marketplaces': 'A1PA6795UKMFR9, A13V1IB3VIYZZH' },
  ...{
    'square-locations': 'L1=counter',
    'own-shop': 'https://shop.example.com/stockline',
    till: 'y',
    policy: 'escrow',
  },
};

describe('the configuration of the answers', () => {
  it('has a channel for each platform, and the locations that they name', () => {
    const config = configurationOf(ALL);
    expect(config).toMatchObject({ locations: ['main', 'store', 'counter'], exposure: { policy: 'escrow' } });
    expect(config.channels).toEqual([
      {
        ...{ id: 'shopify', platform: 'shopify', shop: 'shop.myshopify.com' },
        locations: { '655441491': ['main'], '655441492': ['store'] },
      },
      {
        ...{ id: 'amazon', platform: 'amazon', sellerId: 'A2EXAMPLESELLER', region: 'eu' },
        ...{ marketplaceIds: ['A1PA6795UKMFR9', 'A13V1IB3VIYZZH'], drawsOn: ['main', 'store', 'counter'] },
      },
      { id: 'square', platform: 'square', locations: { L1: ['counter'] } },
      {
        ...{ id: 'own-shop', platform: 'direct', url: 'https://shop.example.com/stockline' },
        locations: { main: ['main'] },
      },
      { id: 'pos', platform: 'pos' },
    ]);
  });

  it.each([
    ['a till alone', { till: 'yes' }, 1],
    ['Amazon alone', { amazon: 'A2EXAMPLESELLER', 'amazon-marketplaces': 'ATVPDKIKX0DER' }, 1],
    ['everything', ALL, 5],
  ] as const)('of %s can be deployed', (_, given, channels) => {
    expect(parseConfig(configurationOf(given)).channels).toHaveLength(channels);
  });
});

describe('its file', () => {
  it.each([
    ['everything', configurationOf(ALL)],
    ['odd texts', { ...configurationOf({ till: 'y' }), alarmEmail: `o'neill\\"@example.com`, settleSeconds: 30 }],
  ])('exports what was answered: %s', async (_, config) => {
    const folder = mkdtempSync(join(tmpdir(), 'stockline-config-'));
    try {
      writeFileSync(join(folder, 'schema.mjs'), 'export const defineConfig = (config) => config;');
      const file = join(folder, 'stockline.config.mjs');
      writeFileSync(file, configurationText(config, './schema.mjs'));
      const { default: exported } = await import(pathToFileURL(file).href);
      expect(exported).toEqual(config);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has a channel a line, and no line that is too long', () => {
    const lines = configurationText(configurationOf(ALL), './shared/config.ts').split('\n');
    expect(lines).toContain("    { id: 'pos', platform: 'pos' },");
    expect(lines.filter((line) => line.length > 130)).toEqual([]);
  });
});
