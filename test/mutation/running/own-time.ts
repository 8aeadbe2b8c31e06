/** Ends this process when what it does never ends. It counts its own time: on a busy machine it gets little of the clock's. */
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

/** How long the process may be busy, and how long it may wait with nothing to do, in milliseconds. */
export type OwnTime = { readonly busyMs: number; readonly idleMs: number };

// Tests may put other clocks in place of these.
const { setInterval, clearInterval } = globalThis;
const idleMs = () => performance.eventLoopUtilization().idle;
const busyLimit = new Worker(new URL('busy-limit.ts', import.meta.url));
busyLimit.unref();

export async function within<T>(limit: OwnTime, run: () => Promise<T>): Promise<T> {
  const { user, system } = process.cpuUsage();
  busyLimit.postMessage((user + system) / 1_000 + limit.busyMs);
  const idleBefore = idleMs();
  const timer = setInterval(() => {
    if (idleMs() - idleBefore > limit.idleMs) {
      process.exit(1);
    }
  }, 100);
  try {
    return await run();
  } finally {
    clearInterval(timer);
    busyLimit.postMessage(Number.POSITIVE_INFINITY);
  }
}
