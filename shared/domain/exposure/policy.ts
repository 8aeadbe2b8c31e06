import { canonicalJson } from '../canonical-json.ts';
import type { ChannelId, Sku } from '../identifiers.ts';
import type { Buffer, Exposure, ExposureRules, Policy } from './exposure.ts';
import { reviseExposure } from './revise-exposure.ts';
import type { ExposureInputs } from './shares.ts';

/** What one place says of how SKUs are offered; what it leaves out, the place before it says. Units are whole. */
export type PolicyRules = {
  readonly policy?: Policy | undefined;
  readonly safetyStock?: number | undefined;
  readonly risk?: number | undefined;
  /** `auto`: computed from demand and lag, whatever was said before. */
  readonly endgameAt?: number | 'auto' | undefined;
  readonly channels?: Readonly<Record<ChannelId, ChannelPolicy>> | undefined;
};

type ChannelPolicy = {
  readonly buffer?: Buffer | undefined;
  /** `none`: no cap, whatever was said before. */
  readonly cap?: number | 'none' | undefined;
};

/** Rules as they stand in the policy book; `version` grows with every change of them, 0 where none were written. */
export type PolicyEntry = { readonly rules: PolicyRules; readonly version: number };

/** What the book says of many SKUs at once. */
export type PolicyGroups = {
  readonly default: PolicyEntry;
  readonly tags: Readonly<Record<string, PolicyEntry>>;
  /** By the beginning of their SKUs. */
  readonly prefixes: Readonly<Record<string, PolicyEntry>>;
};

/** What the book says of one SKU: its own rules, and the groups it was put into. */
export type SkuPolicy = PolicyEntry & { readonly tags: readonly string[] };

export const EMPTY_SKU_POLICY: SkuPolicy = { rules: {}, version: 0, tags: [] };

/** Where a setting comes from. Later ones win: the configuration, the book's default, tags, prefixes, the SKU's own. */
export type RuleOrigin =
  | { readonly kind: 'config' }
  | { readonly kind: 'default' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string }
  | { readonly kind: 'sku' };

export type ResolvedRules = {
  readonly rules: ExposureRules;
  /** By setting, as `policy` or `shopify.buffer`; what stands here nowhere comes from the configuration. */
  readonly origins: Readonly<Record<string, RuleOrigin>>;
};

/**
 * The rules that hold for a SKU. Of two tags the one later in the alphabet wins, of two prefixes the longer one: the same
 * book always gives the same rules.
 */
export function resolveRules(config: ExposureRules, groups: PolicyGroups, own: SkuPolicy, sku: Sku): ResolvedRules {
  const tags = Object.entries(groups.tags)
    .filter(([tag]) => own.tags.includes(tag))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, said]) => ({ origin: { kind: 'tag', name } as const, said }));
  const prefixes = Object.entries(groups.prefixes)
    .filter(([prefix]) => sku.startsWith(prefix))
    .sort(([one], [other]) => one.length - other.length)
    .map(([name, said]) => ({ origin: { kind: 'prefix', name } as const, said }));
  const places: readonly { readonly origin: RuleOrigin; readonly said: PolicyEntry }[] = [
    { origin: { kind: 'default' }, said: groups.default },
    ...tags,
    ...prefixes,
    { origin: { kind: 'sku' }, said: own },
  ];
  return places.reduce(
    ({ rules, origins }: ResolvedRules, { origin, said }): ResolvedRules => ({
      rules: rulesWith(rules, said.rules),
      origins: { ...origins, ...Object.fromEntries(settingsOf(said.rules).map(([setting]) => [setting, origin])) },
    }),
    { rules: config, origins: {} },
  );
}

/** What is said after a change: its settings, and those it leaves alone. */
export function mergeRules(before: PolicyRules, change: PolicyRules): PolicyRules {
  const channels: Record<ChannelId, ChannelPolicy> = { ...before.channels };
  for (const [channel, said] of Object.entries(change.channels ?? {}) as [ChannelId, ChannelPolicy][]) {
    channels[channel] = { ...channels[channel], ...given(said) };
  }
  return { ...before, ...given(change), ...(Object.keys(channels).length > 0 && { channels }) };
}

/** Every setting that is said, by its name: `policy`, `safetyStock`, `shopify.buffer`. */
export function settingsOf(rules: PolicyRules | ExposureRules): readonly (readonly [string, string | number])[] {
  const { channels = {}, ...whole } = rules;
  const ofChannels = Object.entries(channels).flatMap(([channel, said]) =>
    Object.entries(said).map(([name, value]): [string, string | number | undefined] => [`${channel}.${name}`, value]),
  );
  const settings: readonly [string, string | number | undefined][] = [...Object.entries(whole), ...ofChannels];
  return settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

export function areSameRules(one: ExposureRules, other: ExposureRules): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/**
 * How the SKU is offered once other rules hold, as far as it is known now. Its revision is one more in any case: whoever
 * is about to raise a listing by the rules before finds that they changed. Into escrow, every listing's share begins
 * with what it may still sell, so that nothing is granted to others before a channel has proven to show less.
 */
export function exposureUnderRules(
  exposure: Exposure,
  rules: ExposureRules,
  shelf: ExposureInputs,
  now: Date,
): Exposure {
  const revised = reviseExposure({ ...exposure, rules }, shelf, now, 'keep').exposure;
  return { ...revised, revision: exposure.revision + 1 };
}

function rulesWith(rules: ExposureRules, said: PolicyRules): ExposureRules {
  const { endgameAt = rules.endgameAt } = said;
  const { endgameAt: _before, ...others } = rules;
  const channels = { ...rules.channels };
  for (const [channel, { buffer, cap }] of Object.entries(said.channels ?? {}) as [ChannelId, ChannelPolicy][]) {
    const before = channels[channel] ?? { buffer: 0 };
    const limit = cap ?? before.cap;
    channels[channel] = {
      buffer: buffer ?? before.buffer,
      ...(limit !== undefined && limit !== 'none' && { cap: limit }),
    };
  }
  return {
    ...others,
    policy: said.policy ?? rules.policy,
    safetyStock: said.safetyStock ?? rules.safetyStock,
    risk: said.risk ?? rules.risk,
    channels,
    ...(endgameAt !== undefined && endgameAt !== 'auto' && { endgameAt }),
  };
}

/** Without what is not said, so that it does not overwrite what was said before. */
function given<Said extends object>(said: Said): Partial<Said> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as Partial<Said>;
}
