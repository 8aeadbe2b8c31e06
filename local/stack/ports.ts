/** The ports that a local run listens on. */
import { createServer } from 'node:net';
import { CannotStart } from '../processes/cannot-start.ts';
import { localOwnShop } from './asked-for.ts';

/** Everything a local run listens on, on 127.0.0.1 only. */
export type LocalPorts = {
  readonly emulator: number;
  readonly gateway: number;
  readonly shopify: number;
  readonly amazon: number;
  readonly square: number;
  /** Absent where the run does not start an own shop. */
  readonly ownShop?: number;
};

const DEFAULT_BASE_PORT = 4566;
const HIGHEST_OFFSET = 7;

/**
 * The ports of one run: `STOCKLINE_PORT` (4566 unless set) is the emulator's, the others follow it, so that two runs
 * with bases 8 or more apart stand side by side.
 */
export function localPorts(env: NodeJS.ProcessEnv): LocalPorts {
  const wanted = env['STOCKLINE_PORT'];
  const base = wanted ? Number(wanted) : DEFAULT_BASE_PORT;
  if (!Number.isInteger(base) || base < 1 || base > 65_535 - HIGHEST_OFFSET) {
    throw new CannotStart(
      `STOCKLINE_PORT is "${wanted}": it must be a port number from 1 to ${65_535 - HIGHEST_OFFSET}.`,
    );
  }
  const shop = localOwnShop(env);
  return {
    ...{ emulator: base, gateway: base + 1, shopify: base + 5, amazon: base + 6, square: base + HIGHEST_OFFSET },
    ...(shop !== undefined && shop.url === undefined && { ownShop: base + 4 }),
  };
}

/** Where a server of the local run answers. */
export function localUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Those of `ports` that something else listens on, in the order given. */
export async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map((port) => canListen(port)));
  return ports.filter((_, index) => !free[index]);
}

/** A port that nothing listened on a moment ago, chosen by the operating system. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('A listening TCP server has no port.');
  }
  return address.port;
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
