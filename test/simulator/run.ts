/** Runs `npm run simulate` in the process of a test, and returns what it printed. */
import { main } from '../../simulator/command-line/command-line.ts';

/** Runs `npm run simulate -- …` in this process. */
export async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
