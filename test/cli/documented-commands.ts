/** The commands of docs/cli.md with what they print, as that page has them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A command as it is typed, its arguments, and what the page says that it prints. */
export type Documented = { readonly line: string; readonly args: readonly string[]; readonly output: string };

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'cli.md');
const PROMPT = '$ npx stockline ';

export const CLI_PAGE = readFileSync(PAGE, 'utf8');

/** In the order of the page. `isLocal`: those that work on the stack of `npm start`, or the others. */
export function documentedCommands({ isLocal }: { readonly isLocal: boolean }): readonly Documented[] {
  const blocks = [...CLI_PAGE.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.split(/^(?=\$ )/m))
    .map((said) => {
      const [line = '', ...output] = said.split('\n');
      return { line: line.slice(2), args: wordsOf(line.slice(PROMPT.length)), output: output.join('\n') };
    })
    .filter(({ args }) => args.includes('--local') === isLocal);
}

/** The words of a line as a shell makes them; the page quotes with `"` only. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
}

/** The output without what is another with each run: times, how long something took, who ran it, what was measured. */
export function withoutMoments(output: string): string {
  return output
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/paused by \S+/g, 'paused by SOMEBODY')
    .replaceAll(/behind .* \(p50 \/ p95\)|no push within a day/g, 'PUSHED')
    .replaceAll(/last report \d+ \w+ ago|no report within a day/g, 'REPORTED')
    .replaceAll(/compared \d+ \w+ ago|not compared yet/g, 'COMPARED')
    .replaceAll(/, lag \d[\d.]* \w+/g, '')
    .replaceAll(/\b\d+(?:\.\d+)? (?:ms|s|min|h)\b/g, 'SOME TIME')
    .replaceAll(/ +/g, ' ');
}
