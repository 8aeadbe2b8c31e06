import { describe, expect, it } from '@jest/globals';
import { main } from '../../bench/command-line.ts';

async function run(...args: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (text) => out.push(text), err: (text) => err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

describe('npm run bench', () => {
  it('says what it does and takes, without doing it', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--json'), err: '' });
  });

  it('refuses what it does not take', async () => {
    expect(await run('--jsn')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--jsn') });
  });
});
