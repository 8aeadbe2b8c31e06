import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `npm run check`: types, then lint, format and architecture rules (biome.json). Runs all and fails if one failed. */

const PROJECT = join(import.meta.dirname, '..');

const CHECKS = [
  { what: 'Types', command: 'tsc', args: ['--project', '.'] },
  { what: 'Lint, format, architecture', command: 'biome', args: [process.env['CI'] ? 'ci' : 'check', '.'] },
] as const;

let failed = 0;
for (const { what, command, args } of CHECKS) {
  console.log(`${what}: ${command} ${args.join(' ')}`);
  const path = join(PROJECT, 'node_modules', '.bin', command);
  const { status, error } = spawnSync(path, args, { cwd: PROJECT, stdio: 'inherit' });
  if (error !== undefined) console.error(`Cannot run ${command} (${error.message}): run npm ci first.`);
  const ok = status === 0;
  console.log(`${what}: ${ok ? 'ok' : 'FAILED'}\n`);
  if (!ok) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
