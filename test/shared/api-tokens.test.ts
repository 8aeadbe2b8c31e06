import { describe, expect, it } from '@jest/globals';
import {
  type ApiTokens,
  parseApiTokens,
  permits,
  validTokens,
  withoutToken,
  withToken,
  withTokenRotated,
} from '../../shared/api-tokens.ts';

const NOW = new Date('2026-11-24T12:00:00.000Z');
const LATER = new Date('2026-11-25T12:00:00.000Z');
const OLD = parseApiTokens('{"token":"the-first-token-of-all"}');
const cart = { name: 'cart', token: 'a-token-of-the-cart', scopes: ['read' as const] };

/** The secret after these edits. Throws what one refuses. */
function secretAfter(...edits: readonly ((before: ApiTokens) => ReturnType<typeof withToken>)[]): ApiTokens {
  return edits.reduce((tokens, edit) => {
    const edited = edit(tokens);
    if (edited.kind === 'refused') {
      throw new Error(edited.why);
    }
    return edited.tokens;
  }, OLD);
}

const add = (before: ApiTokens) => withToken(before, cart, NOW);
const named = (tokens: ApiTokens, now: Date) => validTokens(tokens, now).map(({ name, token }) => `${name} ${token}`);

describe('the tokens of the API', () => {
  it('are the first one alone, where an earlier version made the secret', () => {
    expect(named(OLD, NOW)).toEqual(['main the-first-token-of-all']);
  });

  it('overlap while one is withTokenRotated, and then the old one is over', () => {
    const tokens = secretAfter(add, (before) => withTokenRotated(before, 'cart', 'another-token-of-cart', LATER, NOW));
    expect(named(tokens, NOW)).toEqual([
      'main the-first-token-of-all',
      'cart a-token-of-the-cart',
      'cart another-token-of-cart',
    ]);
    expect(named(tokens, LATER)).toEqual(['main the-first-token-of-all', 'cart another-token-of-cart']);
  });

  it('overlap for the first one too, under its name', () => {
    const tokens = secretAfter((before) => withTokenRotated(before, 'main', 'another-first-token', LATER, NOW));
    expect(named(tokens, NOW)).toEqual(['main another-first-token', 'main the-first-token-of-all']);
    expect(named(tokens, LATER)).toEqual(['main another-first-token']);
  });

  it.each(['main', 'cart'])(
    'all end with the newest overlap of %s: rotated without one, no earlier one is taken',
    (name) => {
      const tokens = secretAfter(
        add,
        (before) => withTokenRotated(before, name, 'the-second-of-its-name', LATER, NOW),
        (before) => withTokenRotated(before, name, 'the-third-of-its-name', NOW, NOW),
      );
      expect(named(tokens, NOW).filter((each) => each.startsWith(name))).toEqual([`${name} the-third-of-its-name`]);
    },
  );

  it('are forgotten once they are over', () => {
    const tokens = secretAfter(
      (before) => withTokenRotated(before, 'main', 'another-first-token', NOW, NOW),
      (before) => withToken(before, cart, LATER),
    );
    expect(tokens.tokens.map(({ name }) => name)).toEqual(['cart']);
  });

  it('end at once where one is removed', () => {
    expect(
      named(
        secretAfter(add, (before) => withoutToken(before, 'cart')),
        NOW,
      ),
    ).toEqual(['main the-first-token-of-all']);
  });

  it.each([
    ['a second one of the same name', () => secretAfter(add, add), 'There is a token “cart” already'],
    [
      'one of the first one’s name',
      () => secretAfter((before) => withToken(before, { ...cart, name: 'main' }, NOW)),
      'cannot name a token',
    ],
    ['the first one’s removal', () => secretAfter((before) => withoutToken(before, 'main')), 'The first token stays'],
    [
      'the removal of one that there is not',
      () => secretAfter((before) => withoutToken(before, 'x')),
      'There is no token “x”',
    ],
    [
      'the rotation of one that there is not',
      () => secretAfter((before) => withTokenRotated(before, 'x', 'y'.repeat(20), LATER, NOW)),
      'There is no token “x”',
    ],
  ])('refuse %s', (_, edit, says) => {
    expect(edit).toThrow(says);
  });
});

it.each([
  [['read'], 'read', true],
  [['read'], 'hold', false],
  [['hold'], 'read', false],
  [['operate'], 'hold', true],
  [[], 'read', false],
] as const)('scopes %j permit %s: %s', (scopes, wanted, isPermitted) => {
  expect(permits(scopes, wanted)).toBe(isPermitted);
});
