/** Starts moto, the second AWS emulator, which only tests of the stores use. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localUrl } from '../stack/ports.ts';
import type { EmulatorOptions } from './emulator.ts';
import { type Emulator, startPythonServer } from './python-server.ts';

/** Starts moto on 127.0.0.1 and resolves when it answers. Throws `CannotStart` with the last line of its log if it does not. */
export async function startMoto(options: EmulatorOptions): Promise<Emulator> {
  const { port } = options;
  return await startPythonServer({
    ...options,
    name: 'The second AWS emulator',
    script: join(import.meta.dirname, 'serve-moto.py'),
    // Nothing of the caller's AWS account may reach it. moto writes nothing; botocore reads its settings below HOME.
    env: { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), PYTHONUNBUFFERED: '1', STOCKLINE_MOTO_PORT: String(port) },
    cwd: tmpdir(),
    healthUrl: new URL('/moto-api/', localUrl(port)).href,
  });
}
