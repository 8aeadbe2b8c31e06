/** Runs `npm run simulate` in the process of a test, and returns what it printed. */
import { main } from '../../simulator/command-line/command-line.ts';

/** `shown`: what a person sees of how far it is, in order. */
type Ran = { code: number; out: string; err: string; shown: readonly string[] };

/** Runs `npm run simulate -- …` in this process. */
export async function run(...args: readonly string[]): Promise<Ran> {
  let [out, err] = ['', ''];
  const shown: string[] = [];
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    progress: (text) => shown.push(text),
  });
  return { code, out, err, shown };
}
