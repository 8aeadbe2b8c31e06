/** The rules of the words that comments and messages are written in. */
import type { Finding, HouseRule, Tree } from './tree.ts';

/** These two name what they forbid. */
const EXEMPT = ['local/checks/words.ts', 'test/local/checks/words.test.ts'];

export const CITED_SOURCES: HouseRule = {
  name: 'cited sources',
  why: 'A reader has the repository and the public web: what a comment cites must be in one of them.',
  remedy: 'Cite a file of the repository or a public address, or say the fact itself.',
  find: (tree) =>
    occurrences(tree, /\b(?:design|contract|platforms|style|escrow)\.md\b|\bthe contract\b|\((?:design|contract), /gi),
};

export const PLAIN_WORDS: HouseRule = {
  name: 'plain words',
  why: 'Every sentence reads at first sight, also to an engineer whose second language is English.',
  remedy: 'Say who does what: subject, verb, object.',
  find: (tree) => occurrences(tree, /\bwhoever\b|\bof which we\b/gi),
};

/**
 * Words of docs/glossary.md's table “Words that we do not use”, as whole words and as parts of names: each has had several
 * meanings here. Words of that table that are also plain English (step, card, release) cannot be found without false alarms.
 */
export const GLOSSARY_WORDS: HouseRule = {
  name: 'words of the glossary',
  why: 'One word has one meaning: docs/glossary.md lists these among the words that we do not use.',
  remedy: 'Write what its table “Words that we do not use” gives instead.',
  find: (tree) => occurrences(new Map([...tree].map(withoutForeignNames)), UNUSED_WORDS),
};

const UNUSED_WORDS = partsOfNames([
  'untold',
  'unheard',
  'shelf',
  'shelves',
  'patience',
  'whoever',
  'told',
  'tells',
  'heard',
  'hears',
  'crew',
  'outright',
  'snapshot',
  'own count',
  'looked at',
  'looks at',
  'a look',
  'the look',
  'next look',
]);

/** Names in stored items and messages, which only the shapes know: another name would be another format. */
const STORED_NAMES = /\b(?:untold|partTold)\b/g;

/** A type of Shopify's schema, which the sandbox must call as Shopify does. */
const NAMES_OF_PLATFORMS = /\bLocationSnapshot\b/g;

const SHAPES = /^(?:test\/)?shared\/aws\/shapes\//;

/** Each word alone, as a part of a camel-case name, and in capitals. */
function partsOfNames(words: readonly string[]): RegExp {
  const capitalised = words.map((word) => word.replace(/^./, (first) => first.toUpperCase()));
  const capitals = words.map((word) => word.toUpperCase());
  const alone = `(?<![a-zA-Z])(?:${words.join('|')})(?![a-z])`;
  const inName = `(?<![A-Z])(?:${capitalised.join('|')})(?![a-z])`;
  const inCapitals = `(?<![a-zA-Z])(?:${capitals.join('|')})(?![a-zA-Z])`;
  return new RegExp(`${alone}|${inName}|${inCapitals}`, 'g');
}

function withoutForeignNames([file, text]: readonly [string, string]): readonly [string, string] {
  const own = file.startsWith('sandbox/') ? text.replace(NAMES_OF_PLATFORMS, '') : text;
  return [file, SHAPES.test(file) ? own.replace(STORED_NAMES, '') : own];
}

function occurrences(tree: Tree, words: RegExp): readonly Finding[] {
  return [...tree]
    .filter(([file]) => !EXEMPT.includes(file))
    .flatMap(([file, text]) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          [...line.matchAll(words)].map(([word]) => ({ file, what: `line ${index + 1}: “${word}”` })),
        ),
    );
}
