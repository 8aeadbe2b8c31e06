/** A thread that ends its process when that has been busy beyond a limit: what never ends cannot look at a clock itself. */
import process from 'node:process';
import { parentPort } from 'node:worker_threads';

/** How long the process may have been busy in all, in milliseconds. */
let limitMs = Number.POSITIVE_INFINITY;
parentPort?.on('message', (milliseconds: number) => {
  limitMs = milliseconds;
});
setInterval(() => {
  const { user, system } = process.cpuUsage();
  if ((user + system) / 1_000 > limitMs) {
    process.kill(process.pid, 'SIGKILL');
  }
}, 100);
