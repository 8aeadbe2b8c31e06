/** Plans and carries out a connection, for the tests of connecting on every platform. */
import type { ChannelConnection } from '../../../shared/ports/connecting/connection.ts';

/** What a connection would do, as `kind topic`, in order. */
export async function plannedBy(connection: ChannelConnection): Promise<string[]> {
  return (await connection.plan()).map(({ step }) => `${step.kind} ${step.topic}`);
}

/** Does all that it would do. Rejects with what the platform refused. */
export async function carryOut(connection: ChannelConnection): Promise<void> {
  for (const { carryOut: act } of await connection.plan()) {
    const refusal = await act?.();
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
  }
}
