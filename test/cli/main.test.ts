import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/command-list.ts';
import { filesLoadedBy, runCommandLine } from './run-command-line.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');

const BAD_CHANNEL =
  '“Shopify” is not a channel id: use 1 to 40 lower-case letters, digits and dashes, beginning with a letter or digit.';
const BAD_SKU = 'A SKU has 1 to 255 characters and no control characters.';

const wrong = [
  ['stok', 'There is no command “stok”. Did you mean stock?', ''],
  ['xyzzy', 'There is no command “xyzzy”.', ''],
  ['--local status', 'Say the command first: npx stockline status --local.', ''],
  ['drift --repiar', 'There is no option --repiar. Did you mean --repair?', 'drift'],
  ['stock MUG --reg eu-west-1', 'There is no option --reg. Did you mean --region?', 'stock'],
  ['status --region', '--region needs a value.', 'status'],
  ['stock MUG --at', '--at needs a value.', 'stock'],
  ['stock MUG --at --json', '--at needs a value.', 'stock'],
  ['policy sett', 'Say show, plan, set, tag or apply. Did you mean set?', 'policy'],
  ['map proposes', 'Say show, propose, plan, set or remove. Did you mean propose?', 'map'],
  ['bundle', 'Say set, remove or show.', 'bundle'],
  ['import', 'Say where the first on-hand figures come from: --stock-from CHANNEL or --on-hand FILE.csv.', 'import'],
  ['pause', 'Name one channel.', 'pause'],
  ['why MUG CUP', 'Name one SKU.', 'why'],
  [
    'correct MUG --reason broken',
    'Say what to correct: --on-hand, --committed or --unavailable, by how many units.',
    'correct',
  ],
  ['trace 1001 --channel Shopify', BAD_CHANNEL, 'trace'],
  ['verify MUG\t', BAD_SKU, 'verify'],
  ['watch MUG\t', BAD_SKU, 'watch'],
  ['export --sku MUG\t', BAD_SKU, 'export'],
  ['failed discard', 'Name one ID to discard: `npx stockline failed` lists them.', 'failed'],
  ['failed discard 1', 'Say why: --reason "…". The reason is kept.', 'failed'],
  ['failed 1', 'Say nothing more than options, or `failed discard ID --reason TEXT`.', 'failed'],
  ['status MUG', 'It takes options only, and “MUG” is none.', 'status'],
  ['stock MUG --json=yes', '--json takes no value.', 'stock'],
  [
    'mode amazon lower_only',
    'Name one channel and one mode: live, lower-only or shadow. Did you mean lower-only?',
    'mode',
  ],
  ['status --config none.ts', '--config none.ts: there is no such file.', 'status'],
  ['completion ksh', 'Name your shell: bash, zsh or fish.', 'completion'],
] as const;

describe('wrong usage of the command line', () => {
  it.each(wrong)('%s: two lines, what is wrong and where it is explained', (line, says, command) => {
    const explained =
      command === ''
        ? '`npx stockline --help` lists the commands.'
        : `\`npx stockline ${command} --help\` explains it.`;
    expect(runCommandLine(line.split(' '))).toEqual({
      code: 2,
      stdout: '',
      stderr: `npx stockline${command === '' ? '' : ` ${command}`}: ${says}\n${explained}\n`,
    });
  });

  it('is no number below 0 as the value of an option', () => {
    const { stderr } = runCommandLine(['correct', 'MUG', '--on-hand', '-2']);
    expect(stderr).toContain('Say why: --reason');
  });
});

it('a file that is not there is named', () => {
  expect(runCommandLine(['import-ledger', '/no/ledger.jsonl'])).toEqual({
    ...{ code: 1, stdout: '' },
    stderr: 'npx stockline import-ledger: There is no file /no/ledger.jsonl.\n',
  });
});

describe('help', () => {
  it('is the overview without a command, which is wrong usage', () => {
    const [asked, without] = [runCommandLine(['--help']), runCommandLine([])];
    expect(asked).toMatchObject({ code: 0, stdout: without.stdout });
    expect(without.code).toBe(2);
  });

  it('of a command is the same in three spellings', () => {
    const [, ...others] = [
      ['stock', '--help'],
      ['stock', 'MUG', '-h'],
      ['help', 'stock'],
    ].map((args) => runCommandLine(args));
    for (const each of others) {
      expect(each).toMatchObject({ code: 0, stdout: runCommandLine(['stock', '--help']).stdout });
    }
  });

  it('says the version of Stockline and of Node', () => {
    const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(runCommandLine(['--version']).stdout).toBe(`stockline ${version} (Node ${process.versions.node})\n`);
  });

  it('says the version that the lock file has, and the newest one of the changelog', () => {
    const read = (file: string) => readFileSync(join(PROJECT, file), 'utf8');
    const { version } = JSON.parse(read('package.json'));
    const lock = JSON.parse(read('package-lock.json'));
    expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
    expect(/^## (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  });
});

/** What the largest command takes (`npm run test:start-up`), and a tenth more. */
const [MODULES_MOST, BYTES_MOST] = [280, 2_750_000];

describe('what the command line loads', () => {
  const packagesOf = (args: readonly string[]) => [
    ...new Set(filesLoadedBy(args).flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [])),
  ];

  it.each(['--version', '--help', 'stok'])('is no package for %s', (arg) => {
    expect(packagesOf([arg])).toEqual([]);
  });

  it('is no other command, and no client of AWS that the command does not use', () => {
    const files = filesLoadedBy(['stock', 'MUG', '--at', 'never']);
    const commands = join(PROJECT, 'cli', 'commands');
    expect(files.filter((file) => file.startsWith(commands))).toEqual([join(commands, 'reading', 'stock.ts')]);
    const clients = packagesOf(['stock', 'MUG', '--at', 'never']).filter((name) => name.startsWith('@aws-sdk/client-'));
    expect(clients.sort()).toEqual(['@aws-sdk/client-cloudformation', '@aws-sdk/client-dynamodb']);
  });

  it.each(Object.keys(COMMANDS))(
    'is little for %s: what half a second of CPU compiles, and what is kept of it starts in half',
    (name) => {
      const files = filesLoadedBy([name, '--help']);
      expect(files.length).toBeLessThanOrEqual(MODULES_MOST);
      expect(files.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThanOrEqual(BYTES_MOST);
    },
  );

  it('is no command for a completion script, which each new shell waits for', () => {
    const files = filesLoadedBy(['completion', 'bash']);
    expect(files.length).toBeLessThan(25);
  });

  it('is compiled once: Node keeps it in the checkout', () => {
    const say =
      'import { getCompileCacheDir } from "node:module"; process.on("exit", () => process.stderr.write(String(getCompileCacheDir())));';
    const { stderr } = runCommandLine(['--version'], { imports: [`data:text/javascript,${encodeURIComponent(say)}`] });
    expect(stderr).toContain(join(PROJECT, '.local', 'compile-cache'));
    expect(readdirSync(stderr).length).toBeGreaterThan(0);
  });
});
