/**
 * Every platform by its name: its facts as data, and its code, which is loaded only when a channel is opened. No function
 * imports this file: each is bundled with its own platform alone.
 */

import type { ChannelConfig } from '../config.ts';
import { AMAZON } from './amazon/facts.ts';
import { DIRECT } from './direct/facts.ts';
import type { Platform } from './platform.ts';
import type { PlatformFacts } from './platform-facts.ts';
import { POS } from './pos/facts.ts';
import { SHOPIFY } from './shopify/facts.ts';
import { SQUARE } from './square/facts.ts';

export type PlatformName = ChannelConfig['platform'];
export type ChannelOf<Name extends PlatformName> = Extract<ChannelConfig, { platform: Name }>;

type Registered<Name extends PlatformName> = {
  readonly facts: PlatformFacts;
  load(): Promise<Platform<ChannelOf<Name>>>;
};

export const PLATFORMS: { readonly [Name in PlatformName]: Registered<Name> } = {
  shopify: { facts: SHOPIFY, load: async () => (await import('./shopify/platform.ts')).shopify },
  amazon: { facts: AMAZON, load: async () => (await import('./amazon/platform.ts')).amazon },
  square: { facts: SQUARE, load: async () => (await import('./square/platform.ts')).square },
  direct: { facts: DIRECT, load: async () => (await import('./direct/platform.ts')).direct },
  pos: { facts: POS, load: async () => (await import('./pos/platform.ts')).pos },
};
