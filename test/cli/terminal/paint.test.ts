import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { columns, paint } from '../../../cli/terminal/paint.ts';

type Row = {
  readonly on: string;
  readonly isTTY: boolean;
  readonly env: Record<string, string>;
  readonly coloured: boolean;
};

/**
 * A process of its own prints the word, so that the variables and the terminal of the machine that tests decide nothing:
 * Node reads the real environment, which a test inside Jest cannot change, and Jest sets FORCE_COLOR for its workers.
 */
function printed(isTTY: boolean, env: Record<string, string>): string {
  const program = `
    import { WriteStream } from 'node:tty';
    import { paintFor } from './cli/terminal/paint.ts';
    const stream = Object.assign(process.stdout, { isTTY: ${isTTY}, getColorDepth: WriteStream.prototype.getColorDepth });
    process.stdout.write(paintFor(stream).bad('oversold'));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', env });
}

describe('text in colours', () => {
  it('is as it is until a stream is named', () => {
    expect(paint().bad('oversold')).toBe('oversold');
  });

  it.each<Row>([
    { on: 'a terminal', isTTY: true, env: { TERM: 'xterm' }, coloured: true },
    { on: 'a terminal where NO_COLOR is set', isTTY: true, env: { TERM: 'xterm', NO_COLOR: '1' }, coloured: false },
    { on: 'a terminal that knows no colours', isTTY: true, env: { TERM: 'dumb' }, coloured: false },
    { on: 'no terminal', isTTY: false, env: { TERM: 'xterm' }, coloured: false },
    { on: 'no terminal where FORCE_COLOR is set', isTTY: false, env: { FORCE_COLOR: '1' }, coloured: true },
  ])('on $on: coloured is $coloured', ({ isTTY, env, coloured }) => {
    expect(printed(isTTY, env)).toBe(coloured ? '\u001b[31moversold\u001b[39m' : 'oversold');
  });
});

describe('columns', () => {
  it('stand one below the other, whatever their colours, and nothing is filled up at the end', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    expect(
      columns([
        ['amazon', red('PAUSED'), 'now'],
        ['square', 'live', 'an hour ago'],
        ['pos', 'reports only'],
      ]),
    ).toEqual([`amazon  ${red('PAUSED')}  now`, 'square  live    an hour ago', 'pos     reports only']);
  });
});
