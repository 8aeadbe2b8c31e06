import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../../cli/command-list.ts';
import { wordsOffered } from '../../../cli/commands/completion.ts';
import { runCommandLine } from '../run-command-line.ts';

const WORDS = join(import.meta.dirname, '..', '..', '..', 'cli', 'completion-words.json');

const scripts = new Map<string, string>();
beforeAll(() => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    scripts.set(shell, runCommandLine(['completion', shell]).stdout);
  }
});

/** What the shell prints for these lines of its own, after it read the script. */
function printed(shell: string, script: string, lines: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockline-shell-'));
  try {
    writeFileSync(join(folder, 'completion'), script);
    writeFileSync(join(folder, 'lines'), lines.replaceAll('SCRIPT', join(folder, 'completion')));
    const { stdout } = spawnSync(shell, [join(folder, 'lines')], {
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, TERM: 'dumb', LC_ALL: 'C.UTF-8' },
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const scriptOf = (shell: string) => scripts.get(shell) ?? '';
const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** Each says what the shell offers at the end of the line; the last word may be empty. */
function offeredByBash(line: string): readonly string[] {
  const words = line.split(' ');
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _stockline; echo "\${COMPREPLY[@]}"`;
  return wordsOf(printed('bash', scriptOf('bash'), `source SCRIPT\n${ask}`));
}

/** With its description behind a tab, and files beside them. */
function offeredByFish(line: string): readonly string[] {
  const text = printed('fish', scriptOf('fish'), `source SCRIPT\ncomplete -C '${line}'`);
  return text.split('\n').flatMap((each) => each.split('\t')[0] || []);
}

/**
 * A terminal in which the line is typed and completed by Tab: what the command is called with. zsh is asked as a person asks it, because
 * its completion runs nowhere else (zsh manual, “The zsh/zpty Module”, 5.9).
 */
function completedByZsh(line: string): string {
  const lines = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; autoload -Uz compinit; compinit -u -D; npx() { print -r -- \\"<<\\$*>>\\" }; source SCRIPT; print -r -- READY\\$((1+1))"
zpty -r -m z said '*READY2*'
zpty -w -n z "${line}"$'\\t'$'\\n'
zpty -r -m z said '*<<*>>*'
print -r -- "\${\${said##*<<}%%>>*}"
`;
  return printed('zsh', scriptOf('zsh'), lines).trim();
}

/** Where the machine has the shell: CI installs both (.ci/run). */
const withShell = (shell: string) => (spawnSync(shell, ['--version']).status === 0 ? it : it.skip);

it.each(Object.entries(COMMANDS))(
  'shells are given the words and options of %s as the command has them',
  async (name, { load }) => {
    // Otherwise write them anew: npm run completion-words.
    const offered: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(WORDS, 'utf8'));
    expect(offered[name]).toEqual(wordsOffered(await load()));
  },
);

it('shells are given no command that there is not', () => {
  expect(Object.keys(JSON.parse(readFileSync(WORDS, 'utf8')))).toEqual(Object.keys(COMMANDS));
});

describe('the completion of bash', () => {
  it.each([
    ['npx sto', ['stockline']],
    ['npx stockline dri', ['drift']],
    ['npx stockline pol', ['policy']],
    ['npx stockline policy pl', ['plan']],
    ['npx stockline drift --re', ['--repair', '--region']],
    ['npx stockline mode amazon lo', ['lower-only']],
    ['stockline stock --a', ['--at', '--as-known-now']],
    ['npx jest --w', []],
  ])('of “%s” offers %j', (line, words) => {
    expect(offeredByBash(line)).toEqual(words);
  });

  it('is taken by bash without a word', () => {
    expect(spawnSync('bash', ['-n'], { input: scriptOf('bash'), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

describe('the completion of zsh', () => {
  it('names each command once with what it does', () => {
    expect(scriptOf('zsh').match(/^ {6}'drift:list where/gm)).toHaveLength(1);
    expect(scriptOf('zsh')).toContain('drift) compadd --');
  });

  withShell('zsh').each([
    ['npx sto', 'stockline'],
    ['npx stockline dri', 'stockline drift'],
    ['npx stockline policy pl', 'stockline policy plan'],
    ['npx stockline drift --rep', 'stockline drift --repair'],
    ['npx stockline mode amazon lo', 'stockline mode amazon lower-only'],
  ])('in a terminal makes of “%s” and Tab “%s”', (line, called) => {
    expect(completedByZsh(line)).toBe(called);
  });
});

describe('the completion of fish', () => {
  withShell('fish').each([
    ['npx sto', ['stockline']],
    ['npx stockline dri', ['drift']],
    ['npx stockline policy pl', ['plan']],
    ['npx stockline drift --re', ['--region', '--repair']],
    ['npx stockline mode amazon lo', ['lower-only']],
    ['stockline stock --a', ['--as-known-now', '--at']],
    ['npx jest --w', []],
  ])('of “%s” offers %j', (line, words) => {
    expect(offeredByFish(line)).toEqual(words);
  });
});
