/** The rules of the words that comments and messages are written in. */
import type { Finding, HouseRule, Tree } from './tree.ts';

/** These two name what they forbid. */
const EXEMPT = ['local/checks/words.ts', 'test/local/checks/words.test.ts'];

export const CITED_SOURCES: HouseRule = {
  name: 'cited sources',
  why: 'A reader has the repository and the public web: what a comment cites must be in one of them.',
  todo: 'Cite a file of the repository or a public address, or say the fact itself.',
  find: (tree) => occurrences(tree, /\b(?:design|contract|platforms|style|escrow)\.md\b|\bthe contract\b|\(design, /gi),
};

export const PLAIN_WORDS: HouseRule = {
  name: 'plain words',
  why: 'Every sentence reads at first sight, also to an engineer whose second language is English.',
  todo: 'Say who does what: subject, verb, object.',
  find: (tree) => occurrences(tree, /\bwhoever\b|\bof which we\b/gi),
};

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
