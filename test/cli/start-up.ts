/**
 * `npm run test:start-up`: what each command takes to start: the modules and kB that it loads, and the CPU, at first and with what
 * Node kept of the time before. Each is asked for its help, which loads what it runs with. CPU is that of this machine; modules and kB
 * are what a test holds (test/cli/main.test.ts). `npm run test:start-up -- --local` runs the commands that only read, on a
 * running `npm start`: all that they do is in their CPU.
 */
import { statSync } from 'node:fs';
import { COMMANDS } from '../../cli/command-list.ts';
import { columns } from '../../cli/terminal/paint.ts';
import { filesLoadedBy, runCommandLine } from './run-command-line.ts';

/** Written by the process itself as it ends: its own CPU, in seconds. */
const SAY_CPU =
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write("\\ncpu " + (user + system) / 1e6 + "\\n"); });';
const WATCH_CPU = `data:text/javascript,${encodeURIComponent(SAY_CPU)}`;

/** What loads no other parts than their help does, and only reads. */
const READING: readonly (readonly string[])[] = [
  ['status'],
  ['stock', 'DEMO-001'],
  ['trace', '1001'],
  ['why', 'DEMO-001'],
  ['channels'],
  ['parked'],
  ['failed'],
  ['drift'],
  ['policy', 'show'],
  ['bound', 'DEMO-001'],
  ['verify', 'DEMO-001'],
  ['map', 'show'],
  ['tokens'],
];

/** In seconds. */
function cpuOf(args: readonly string[], env: Readonly<Record<string, string>>): number {
  const { stderr } = runCommandLine(args, { imports: [WATCH_CPU], env });
  return Number(/^cpu (.+)$/m.exec(stderr)?.[1]);
}

function kilobytes(files: readonly string[]): number {
  return Math.round(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1_000);
}

const asked = process.argv.includes('--local')
  ? READING.map((args) => [...args, '--local'])
  : [['--version'], ['--help'], ...Object.keys(COMMANDS).map((name) => [name, '--help']), ['completion', 'bash']];
const HEAD = ['command', 'modules', 'kB', 'CPU at first (s)', 'again (s)'];
const rows = asked.map((args) => {
  const files = filesLoadedBy(args);
  const first = cpuOf(args, { NODE_DISABLE_COMPILE_CACHE: '1' });
  const again = cpuOf(args, {});
  return [args.join(' '), `${files.length}`, `${kilobytes(files)}`, first.toFixed(2), again.toFixed(2)];
});
process.stdout.write(`${columns([HEAD, ...rows]).join('\n')}\n`);
