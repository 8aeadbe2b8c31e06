/** The rule that a name that files of `shared/` export means one thing. */
import type { Finding, HouseRule } from './tree.ts';

const EXPORT = /^export (?:async )?(?:const|function\*?|class|type|interface) (\w+)/gm;

/** One word, one meaning (docs/glossary.md); the same file in two platforms' rooms plays the same part in both. */
export const ONE_NAME_ONE_MEANING: HouseRule = {
  name: 'one name, one meaning',
  why: 'A name that two files export with two meanings is read as the wrong one sooner or later.',
  remedy: 'Give one of them the word that the glossary has for it, or share the one there is.',
  find: (tree) => {
    const exported = [...tree].flatMap(([path, text]) =>
      path.startsWith('shared/') ? [...text.matchAll(EXPORT)].map(([, name = '']) => ({ name, path })) : [],
    );
    return [...Map.groupBy(exported, ({ name }) => name)].flatMap(([name, places]): readonly Finding[] => {
      const paths = [...new Set(places.map(({ path }) => path))];
      const isOnePart = new Set(paths.map(partPlayed)).size === 1;
      const [file = '', ...others] = paths;
      return isOnePart ? [] : [{ file, what: `exports “${name}”, and so does ${others.join(', ')}` }];
    });
  },
};

function partPlayed(path: string): string {
  return path.replace(/^shared\/channels\/[^/]+\//, 'shared/channels/*/');
}
