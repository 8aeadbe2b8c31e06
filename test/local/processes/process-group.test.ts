import { describe, expect, it } from '@jest/globals';
import { type ProcessGroup, startGroup } from '../../../local/processes/process-group.ts';

// The leader starts a child that would outlive it, and holds the leader's output open for as long as it lives: `exited`
// settles only when both are dead. The child speaks once it can be signalled.
const CHILD = `
  const ignore = process.argv.includes('deaf');
  if (ignore) process.on('SIGTERM', () => {});
  process.stdout.write('ready');
  setInterval(() => {}, 1000);
`;
const LEADER = `
  const { spawn } = require('node:child_process');
  const args = process.argv.slice(1);
  if (args.includes('deaf')) process.on('SIGTERM', () => {});
  spawn(process.execPath, ['-e', ${JSON.stringify(CHILD)}, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.on('SIGUSR2', () => process.exit(3));
  setInterval(() => {}, 1000);
`;

async function startLeader(...args: string[]): Promise<ProcessGroup> {
  const spoken = Promise.withResolvers<string>();
  const group = startGroup(process.execPath, ['-e', LEADER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    onOutput: spoken.resolve,
  });
  await spoken.promise;
  return group;
}

describe('a process group', () => {
  it('is stopped with the children of its leader', async () => {
    const group = await startLeader();
    await group.stop();
    expect((await group.exited).signal).toBe('SIGTERM');
  });

  it('that ignores SIGTERM is killed after the grace', async () => {
    const group = await startLeader('deaf');
    await group.stop(200);
    expect((await group.exited).signal).toBe('SIGKILL');
  });

  it('does not outlive its leader', async () => {
    const group = await startLeader();
    process.kill(group.pid, 'SIGUSR2');
    expect((await group.exited).code).toBe(3);
    await group.stop();
  });

  it('of a command that does not exist says so', async () => {
    const group = startGroup('/nowhere/command', [], { stdio: 'ignore' });
    await expect(group.exited).rejects.toThrow('Cannot run /nowhere/command');
    await group.stop();
  });
});
