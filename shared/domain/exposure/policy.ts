// The policy book: what each place in it says, and the rules that result for a SKU.
import { canonicalJson } from '../canonical-json.ts';
import { type ChannelId, entriesOf, type Sku } from '../identifiers.ts';
import type { Buffer, Exposure, ExposureInputs, ExposureRules, Policy } from './exposure.ts';
import { reviseExposure } from './revise-exposure.ts';

/** The settings that one place in the book makes. A setting that it leaves out comes from the place before. Units are whole. */
export type PolicyRules = {
  readonly policy?: Policy | undefined;
  readonly safetyStock?: number | undefined;
  readonly risk?: number | undefined;
  /** `auto`: computed from demand and lag, whatever the places before say. */
  readonly endgameAt?: number | 'auto' | undefined;
  /** `none`: no alert, whatever the places before say. */
  readonly lowAt?: number | 'none' | undefined;
  readonly lowDays?: number | 'none' | undefined;
  readonly channels?: Readonly<Record<ChannelId, ChannelPolicy>> | undefined;
};

type ChannelPolicy = {
  readonly buffer?: Buffer | undefined;
  /** `none`: no cap, whatever the places before say. */
  readonly cap?: number | 'none' | undefined;
};

/** What one place in the book says. `version` grows with every change of it; 0 where nothing was written yet. */
export type PolicyEntry = { readonly rules: PolicyRules; readonly version: number };

/** The entries that apply to many SKUs. */
export type PolicyGroups = {
  readonly default: PolicyEntry;
  readonly tags: Readonly<Record<string, PolicyEntry>>;
  /** By the first characters of a SKU. */
  readonly prefixes: Readonly<Record<string, PolicyEntry>>;
};

/** What the book says about one SKU: its own entry, and its tags. */
export type SkuPolicy = PolicyEntry & { readonly tags: readonly string[] };

export const EMPTY_SKU_POLICY: SkuPolicy = { rules: {}, version: 0, tags: [] };

/** Where a setting comes from. Later ones win: configuration, the book's default, tags, prefixes, the SKU's own entry. */
export type RuleOrigin =
  | { readonly kind: 'config' }
  | { readonly kind: 'default' }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'prefix'; readonly name: string }
  | { readonly kind: 'sku' };

export type ResolvedRules = {
  readonly rules: ExposureRules;
  /** By setting, as `policy` or `shopify.buffer`. A setting that is not here comes from the configuration. */
  readonly origins: Readonly<Record<string, RuleOrigin>>;
};

/**
 * The rules that hold for a SKU. Of two tags the one later in the alphabet wins, of two prefixes the longer one, so that
 * the same book always gives the same rules.
 */
export function resolveRules(config: ExposureRules, groups: PolicyGroups, own: SkuPolicy, sku: Sku): ResolvedRules {
  const tags = Object.entries(groups.tags)
    .filter(([tag]) => own.tags.includes(tag))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, entry]) => ({ origin: { kind: 'tag', name } as const, entry }));
  const prefixes = Object.entries(groups.prefixes)
    .filter(([prefix]) => sku.startsWith(prefix))
    .sort(([one], [other]) => one.length - other.length)
    .map(([name, entry]) => ({ origin: { kind: 'prefix', name } as const, entry }));
  const places: readonly { readonly origin: RuleOrigin; readonly entry: PolicyEntry }[] = [
    { origin: { kind: 'default' }, entry: groups.default },
    ...tags,
    ...prefixes,
    { origin: { kind: 'sku' }, entry: own },
  ];
  return places.reduce(
    ({ rules, origins }: ResolvedRules, { origin, entry }): ResolvedRules => ({
      rules: rulesWith(rules, entry.rules),
      origins: { ...origins, ...Object.fromEntries(settingsOf(entry.rules).map(([setting]) => [setting, origin])) },
    }),
    { rules: config, origins: {} },
  );
}

/** The settings of the change, and those before that it does not make. */
export function mergeRules(before: PolicyRules, change: PolicyRules): PolicyRules {
  const channels: Record<ChannelId, ChannelPolicy> = { ...before.channels };
  for (const [channel, settings] of entriesOf(change.channels ?? {})) {
    channels[channel] = { ...channels[channel], ...withoutUndefined(settings) };
  }
  return { ...before, ...withoutUndefined(change), ...(Object.keys(channels).length > 0 && { channels }) };
}

/** Every setting that the rules make, by its name: `policy`, `safetyStock`, `shopify.buffer`. */
export function settingsOf(rules: PolicyRules | ExposureRules): readonly (readonly [string, string | number])[] {
  const { channels = {}, ...whole } = rules;
  const ofChannels = Object.entries(channels).flatMap(([channel, ofChannel]) =>
    Object.entries(ofChannel).map(([name, value]): [string, string | number | undefined] => [
      `${channel}.${name}`,
      value,
    ]),
  );
  const settings: readonly [string, string | number | undefined][] = [...Object.entries(whole), ...ofChannels];
  return settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

export function areSameRules(one: ExposureRules, other: ExposureRules): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/**
 * The exposure under other rules. Its revision is always one more, so that a raise planned under the rules before fails.
 * When escrow begins, each share begins with what its listing may still sell, so that nothing is granted to other listings
 * before a channel has proven to show less.
 */
export function exposureUnderRules(
  exposure: Exposure,
  rules: ExposureRules,
  inputs: ExposureInputs,
  now: Date,
  settleMs: number,
): Exposure {
  const revised = reviseExposure({ ...exposure, rules }, inputs, now, { release: 'keep', settleMs }).exposure;
  return { ...revised, revision: exposure.revision + 1 };
}

function rulesWith(rules: ExposureRules, change: PolicyRules): ExposureRules {
  const { endgameAt = rules.endgameAt } = change;
  const { lowAt = rules.lowAt, lowDays = rules.lowDays } = change;
  const { endgameAt: _before, lowAt: _lowAt, lowDays: _lowDays, ...others } = rules;
  const channels = { ...rules.channels };
  for (const [channel, { buffer, cap }] of entriesOf(change.channels ?? {})) {
    const before = channels[channel] ?? { buffer: 0 };
    const limit = cap ?? before.cap;
    channels[channel] = {
      buffer: buffer ?? before.buffer,
      ...(limit !== undefined && limit !== 'none' && { cap: limit }),
    };
  }
  return {
    ...others,
    policy: change.policy ?? rules.policy,
    safetyStock: change.safetyStock ?? rules.safetyStock,
    risk: change.risk ?? rules.risk,
    channels,
    ...(endgameAt !== undefined && endgameAt !== 'auto' && { endgameAt }),
    ...(lowAt !== undefined && lowAt !== 'none' && { lowAt }),
    ...(lowDays !== undefined && lowDays !== 'none' && { lowDays }),
  };
}

/** A setting that is undefined must not overwrite the one before. */
function withoutUndefined<Settings extends object>(settings: Settings): Partial<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Partial<Settings>;
}
