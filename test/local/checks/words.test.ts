import { expect, it } from '@jest/globals';
import { CITED_SOURCES, PLAIN_WORDS } from '../../../local/checks/words.ts';

it.each([
  ['// As design.md says.', CITED_SOURCES, 1],
  ['// The contract asks for it.', CITED_SOURCES, 1],
  ['// The sum of the p99s (design, 2026-11).', CITED_SOURCES, 1],
  ['// See docs/decisions/0002-lane-per-channel.md.', CITED_SOURCES, 0],
  ['// Whoever holds it, whoever waits.', PLAIN_WORDS, 2],
  ['// A sale of which we have heard.', PLAIN_WORDS, 1],
  ['// A sale that the ledger has.', PLAIN_WORDS, 0],
])('%s', (text, rule, count) => {
  expect(rule.find(new Map([['shared/any.ts', `\n${text}\n`]]))).toHaveLength(count);
});
