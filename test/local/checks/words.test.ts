import { expect, it } from '@jest/globals';
import { CITED_SOURCES, GLOSSARY_WORDS, PLAIN_WORDS } from '../../../local/checks/words.ts';

it.each([
  ['// As design.md says.', CITED_SOURCES, 1],
  ['// The contract asks for it.', CITED_SOURCES, 1],
  ['// What a call answers (contract, “Calls”).', CITED_SOURCES, 1],
  ['// The sum of the p99s (design, 2026-11).', CITED_SOURCES, 1],
  ['// See docs/decisions/0002-lane-per-channel.md.', CITED_SOURCES, 0],
  ['// Whoever holds it, whoever waits.', PLAIN_WORDS, 2],
  ['// A sale of which we have heard.', PLAIN_WORDS, 1],
  ['// A sale that the ledger has.', PLAIN_WORDS, 0],
  ['// The channel told us, and tells again.', GLOSSARY_WORDS, 2],
  ['// It is looked at on the shelf.', GLOSSARY_WORDS, 2],
  ['/** Heard before. */', GLOSSARY_WORDS, 1],
  ['function isToldOf(shelf: Shelf) {}', GLOSSARY_WORDS, 3],
  ['const toldOrder = UNHEARD_MS;', GLOSSARY_WORDS, 2],
  ['// A telling name; a gift card; a bookshelf; it looked attractive.', GLOSSARY_WORDS, 0],
  ['// A snapshot of it, set outright after a look.', GLOSSARY_WORDS, 3],
  ["const untold = 'partTold';", GLOSSARY_WORDS, 2],
])('%s', (text, rule, count) => {
  expect(rule.find(new Map([['shared/any.ts', `\n${text}\n`]]))).toHaveLength(count);
});

it('only the shapes may use the stored names, each as it is stored', () => {
  const text = "const untold = 'partTold';\nconst untoldSales = 1;\n";
  expect(GLOSSARY_WORDS.find(new Map([['shared/aws/shapes/any.ts', text]]))).toHaveLength(1);
});

it('tests use the same words', () => {
  expect(GLOSSARY_WORDS.find(new Map([['test/any.test.ts', '// The channel told us.\n']]))).toHaveLength(1);
});
