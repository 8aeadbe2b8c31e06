/** Tests on the running stack that the commands of docs/cli.md print what that page says. */
import { describe, expect, it } from '@jest/globals';
import { documentedCommands, withoutMoments } from '../../cli/documented-commands.ts';
import type { RunningStack } from '../running-stack.ts';
import { stockline } from './operator.ts';

const MINUTES = 300_000;

export function commandsOfTheDocs(stackOf: () => RunningStack): void {
  describe('the page on the command line', () => {
    it(
      'prints what its commands print, one after the other',
      async () => {
        const printed: { readonly line: string; readonly output: string }[] = [];
        for (const { line, args } of documentedCommands({ isLocal: true })) {
          const { stdout, stderr } = await stockline(
            stackOf(),
            args.filter((arg) => arg !== '--local'),
          );
          printed.push({ line, output: withoutOwnShop(withoutMoments(stdout + stderr)) });
        }
        expect(printed).toEqual(
          documentedCommands({ isLocal: true }).map(({ line, output }) => ({ line, output: withoutMoments(output) })),
        );
      },
      MINUTES,
    );
  });
}

/** The tests' stack has an own shop too, which the plain `npm start` of the page has not. */
function withoutOwnShop(output: string): string {
  const moved = output.match(/^ *own-shop\b.*→.*\n/gm)?.length ?? 0;
  return output
    .replaceAll(/^ *own-shop\b.*\n/gm, '')
    .replaceAll('own-shop, ', '')
    .replace(/(\d+)(?= listings move)/, (listings) => `${Number(listings) - moved}`);
}
