/** Reads from the options of `npx stockline policy` what to change, and for which SKUs. */
import type { ParseArgsConfig } from 'node:util';
import { mergeRules, type PolicyRules, settingsOf } from '../../shared/domain/exposure/policy.ts';
import type { PolicyEdit, PolicyGroup } from '../../shared/domain/exposure/policy-edit.ts';
import type { ChannelId, Sku } from '../../shared/domain/identifiers.ts';
import { skuWord } from '../arguments/arguments.ts';
import { UsageError } from '../command.ts';
import { parsePolicies, parseSkus } from '../files/policy-file.ts';
import { readSpreadsheetText } from '../files/spreadsheet-text.ts';
import { setting, together } from './policy-settings.ts';

/** The options that say what to change, and where. */
export const EDIT_OPTIONS = {
  sku: { type: 'string', multiple: true },
  prefix: { type: 'string' },
  tag: { type: 'string' },
  default: { type: 'boolean', default: false },
  file: { type: 'string' },
  policy: { type: 'string' },
  buffer: { type: 'string', multiple: true },
  cap: { type: 'string', multiple: true },
  'safety-stock': { type: 'string' },
  risk: { type: 'string' },
  'endgame-at': { type: 'string' },
  'low-at': { type: 'string' },
  'low-days': { type: 'string' },
  clear: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export type EditValues = {
  readonly sku?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
  readonly tag?: string | undefined;
  readonly default: boolean;
  readonly file?: string | undefined;
  readonly policy?: string | undefined;
  readonly buffer?: readonly string[] | undefined;
  readonly cap?: readonly string[] | undefined;
  readonly 'safety-stock'?: string | undefined;
  readonly risk?: string | undefined;
  readonly 'endgame-at'?: string | undefined;
  readonly 'low-at'?: string | undefined;
  readonly 'low-days'?: string | undefined;
  readonly clear: boolean;
};

/**
 * The edit that the options ask for; undefined when they name no place. Throws UsageError when they name two, or change
 * nothing.
 */
export async function editIn(values: EditValues, channels: readonly ChannelId[]): Promise<PolicyEdit | undefined> {
  const rules = rulesIn(values, channels);
  const places = placesIn(values);
  if (places.length > 1) {
    throw new UsageError('Say one of --sku, --prefix, --tag, --default and --file.');
  }
  const [place] = places;
  const isNothingSaid = settingsOf(rules).length === 0 && !values.clear;
  if (place === undefined) {
    if (!isNothingSaid) {
      throw new UsageError('Say for which SKUs: --sku, --prefix, --tag, --default or --file.');
    }
    return undefined;
  }
  if (place.kind === 'file') {
    const rows = parsePolicies(await readSpreadsheetText(place.name), channels);
    const merged = new Map([...rows].map(([sku, row]) => [sku, mergeRules(rules, row)]));
    const silent = [...merged].find(([, row]) => settingsOf(row).length === 0 && !values.clear);
    if (silent !== undefined) {
      throw new UsageError(`${place.name} says nothing of ${silent[0]}, and no option does.`);
    }
    return { kind: 'skus', rules: merged, isCleared: values.clear };
  }
  if (isNothingSaid) {
    throw new UsageError(
      'Say what to change: --policy, --buffer, --cap, --safety-stock, --risk, --endgame-at, --low-at, --low-days or --clear.',
    );
  }
  return place.kind === 'skus'
    ? { kind: 'skus', rules: new Map(place.skus.map((sku) => [sku, rules])), isCleared: values.clear }
    : { kind: 'group', group: place, rules, isCleared: values.clear };
}

/** The edit of `policy tag TAG (SKU … | --file CSV)`. */
export async function tagEditIn(
  positionals: readonly string[],
  { file, isRemoved }: { readonly file: string | undefined; readonly isRemoved: boolean },
): Promise<PolicyEdit> {
  const [tag, ...named] = positionals;
  if (tag === undefined || (named.length === 0) === (file === undefined)) {
    throw new UsageError('Name the tag, and the SKUs or a --file of them.');
  }
  const skus = file === undefined ? named.map(skuWord) : parseSkus(await readSpreadsheetText(file));
  return { kind: 'tag', tag: tagName(tag), skus: new Set(skus), isRemoved };
}

type Place =
  | PolicyGroup
  | { readonly kind: 'skus'; readonly skus: readonly Sku[] }
  | { readonly kind: 'file'; readonly name: string };

function placesIn({ sku, prefix, tag, default: isDefault, file }: EditValues): readonly Place[] {
  return [
    ...(sku === undefined ? [] : [{ kind: 'skus', skus: sku.map(skuWord) } as const]),
    ...(prefix === undefined ? [] : [{ kind: 'prefix', name: skuWord(prefix) } as const]),
    ...(tag === undefined ? [] : [{ kind: 'tag', name: tagName(tag) } as const]),
    ...(isDefault ? [{ kind: 'default' } as const] : []),
    ...(file === undefined ? [] : [{ kind: 'file', name: file } as const]),
  ];
}

/** A tag has 1 to 64 characters, none of which separates tags in a list. */
function tagName(text: string): string {
  if (!/^[^\s,\p{Cc}]{1,64}$/u.test(text)) {
    throw new UsageError(`“${text}” is no tag: use 1 to 64 characters without spaces and commas.`);
  }
  return text;
}

function rulesIn(values: EditValues, channels: readonly ChannelId[]): PolicyRules {
  const whole = [
    ['policy', values.policy],
    ['safetyStock', values['safety-stock']],
    ['risk', values.risk],
    ['endgameAt', values['endgame-at']],
    ['lowAt', values['low-at']],
    ['lowDays', values['low-days']],
  ] as const;
  const ofChannels = (['buffer', 'cap'] as const).flatMap((kind) =>
    (values[kind] ?? []).map((text) => {
      const [, channel, value] = /^(.+)=(.*)$/.exec(text) ?? [];
      if (channel === undefined || value === undefined) {
        throw new UsageError(`--${kind} ${text}: name the channel, as --${kind} ${channels[0] ?? 'CHANNEL'}=3.`);
      }
      return setting(`${channel}.${kind}`, value, channels);
    }),
  );
  return together([
    ...whole.flatMap(([name, text]) => (text === undefined ? [] : [setting(name, text, channels)])),
    ...ofChannels,
  ]);
}
