/** The tokens of the stock API: what its secret holds, who a token is, and how the secret changes. */
import * as v from 'valibot';

/** `read`: all that answers to a GET. `hold`: to place holds and end them. `operate`: everything. */
export const SCOPES = ['read', 'hold', 'operate'] as const;
export type Scope = (typeof SCOPES)[number];

const text = v.pipe(v.string(), v.minLength(16));
const namedToken = v.object({
  name: v.string(),
  token: text,
  scopes: v.array(v.picklist(SCOPES)),
  /** It is taken no longer from then on; absent: until it is removed. ISO 8601. */
  until: v.exactOptional(v.string()),
});
/** `token` is the first one, which may do everything and opens the page. Version 0.1 had no other. */
const secret = v.object({ token: text, tokens: v.optional(v.array(namedToken), []) });

export type NamedToken = v.InferOutput<typeof namedToken>;
export type ApiTokens = v.InferOutput<typeof secret>;

/** The name of the first token. */
export const FIRST = 'main';

/** Throws where the text is no secret of the API. */
export function parseApiTokens(secretText: string): ApiTokens {
  return v.parse(secret, JSON.parse(secretText));
}

/** All tokens that are taken at that time: the first one, then those with names. */
export function validTokens({ token, tokens }: ApiTokens, now: Date): readonly NamedToken[] {
  const first: NamedToken = { name: FIRST, token, scopes: ['operate'] };
  return [first, ...tokens.filter(({ until }) => until === undefined || Date.parse(until) > now.getTime())];
}

/** Whether one who has these scopes may do what takes this one. */
export function permits(scopes: readonly Scope[], wanted: Scope): boolean {
  return scopes.includes(wanted) || scopes.includes('operate');
}

/** A change of the secret, or why it cannot be made. */
export type TokenEdit =
  | { readonly kind: 'changed'; readonly tokens: ApiTokens }
  | { readonly kind: 'refused'; readonly why: string };

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
/** A secret has at most 65,536 bytes (AWS Secrets Manager user guide, “AWS Secrets Manager quotas”, 2026-11), a token some 150. */
const TOKENS_MAX = 50;

/** A further token. `now`: those that are over are left out. */
export function withToken(before: ApiTokens, added: NamedToken, now: Date): TokenEdit {
  const tokens = stillTaken(before, now);
  if (!NAME.test(added.name) || added.name === FIRST) {
    return refused(`“${added.name}” cannot name a token: use 1 to 40 lower-case letters, digits and dashes.`);
  }
  if (tokens.some(({ name }) => name === added.name)) {
    return refused(`There is a token “${added.name}” already: rotate it, or remove it first.`);
  }
  return tokens.length >= TOKENS_MAX
    ? refused(`There are ${TOKENS_MAX} tokens: remove one first.`)
    : { kind: 'changed', tokens: { ...before, tokens: [...tokens, added] } };
}

/**
 * Another token under the name. The ones before are taken until then at most, so that callers change over without a gap; with
 * `now` as `until` they end at once, also one that an earlier rotation had left for longer.
 */
export function withTokenRotated(before: ApiTokens, name: string, token: string, until: Date, now: Date): TokenEdit {
  const untilText = until.toISOString();
  const tokens = stillTaken(before, now).map((each) =>
    each.name === name && each.until !== undefined && Date.parse(each.until) > until.getTime()
      ? { ...each, until: untilText }
      : each,
  );
  if (name === FIRST) {
    const old: NamedToken = { name: FIRST, token: before.token, scopes: ['operate'], until: untilText };
    return { kind: 'changed', tokens: { token, tokens: [...tokens, old] } };
  }
  const present = tokens.find((each) => each.name === name && each.until === undefined);
  if (present === undefined) {
    return refused(unknown(name));
  }
  const others = tokens.filter((each) => each !== present);
  return {
    kind: 'changed',
    tokens: { ...before, tokens: [...others, { ...present, until: untilText }, { ...present, token }] },
  };
}

/** Without the tokens of that name, from now on. */
export function withoutToken(before: ApiTokens, name: string): TokenEdit {
  if (name === FIRST) {
    return refused('The first token stays: rotate it. The page is opened with it.');
  }
  const left = before.tokens.filter((each) => each.name !== name);
  return left.length === before.tokens.length
    ? refused(unknown(name))
    : { kind: 'changed', tokens: { ...before, tokens: left } };
}

function stillTaken(tokens: ApiTokens, now: Date): NamedToken[] {
  return validTokens(tokens, now).slice(1);
}

function unknown(name: string): string {
  return `There is no token “${name}”: npx stockline tokens lists them.`;
}

function refused(why: string): TokenEdit {
  return { kind: 'refused', why };
}
