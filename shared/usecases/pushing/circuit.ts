/** The circuit of a channel: after some calls in a row without an answer nobody calls it for a while. */
import { type ChannelState, circuitAt, FAILURES_TO_OPEN, openUntil } from '../../domain/pushing/channel-state.ts';
import type { PushPorts } from './push-ports.ts';

/** The circuit as one batch sees and moves it. */
export type BatchCircuit = {
  /** Whether this batch has called the channel. */
  hasCalled(): boolean;
  /** For how long the circuit, opened meanwhile, stays open, in milliseconds; 0 while calls may be made. */
  openForMs(): number;
  /** Notes what became of a call. A throttled or refused call was answered. */
  called(outcome: 'answered' | 'unanswered'): Promise<void>;
  /** A probe whose outcome is not written down, as where it found nothing to call for, leaves the probing to the next batch. */
  leaveProbe(): Promise<void>;
};

/** `probeUntil`: until when this batch has the probe for itself (ISO 8601); absent where the circuit was closed. */
export function batchCircuit(
  { gates, client, journal, clock }: PushPorts,
  state: ChannelState,
  probeUntil: string | undefined,
): BatchCircuit {
  const { channel } = client;
  let hasCalled = false;
  let hasFailures = state.circuit.failures > 0;
  let openedUntil: string | undefined;
  let isProbeOpen = probeUntil !== undefined;

  const answered = async (): Promise<void> => {
    if (!hasFailures) {
      return;
    }
    hasFailures = false;
    openedUntil = undefined;
    try {
      await gates.states.closeCircuit(channel);
    } catch (error) {
      // The next answer closes it.
      hasFailures = true;
      throw error;
    }
    isProbeOpen = false;
    if (probeUntil !== undefined) {
      journal.info(`${channel}: it answers again, what waited goes out`, { step: 'circuit', channel });
    }
  };

  const unanswered = async (): Promise<void> => {
    hasFailures = true;
    const circuit = await gates.states.countFailure(channel);
    const now = clock();
    const isOurProbe = probeUntil !== undefined && circuit.openUntil === probeUntil;
    if (circuit.failures < FAILURES_TO_OPEN || (circuitAt(circuit, now) !== 'closed' && !isOurProbe)) {
      openedUntil = circuit.openUntil;
      isProbeOpen = false;
      return;
    }
    openedUntil = openUntil(circuit, now);
    const isOpened = await gates.states.openCircuit(channel, circuit, openedUntil);
    isProbeOpen = false;
    if (isOpened) {
      journal.count('CircuitOpened', channel);
      journal.warn(
        `${channel}: ${circuit.failures} calls in a row got no answer. Nothing is sent before ${openedUntil}`,
        { step: 'circuit', channel, failures: circuit.failures, openUntil: openedUntil },
      );
    }
  };

  return {
    hasCalled: () => hasCalled,
    openForMs: () => (openedUntil === undefined ? 0 : Math.max(0, Date.parse(openedUntil) - clock().getTime())),
    async called(outcome) {
      hasCalled = true;
      await (outcome === 'answered' ? answered() : unanswered());
    },
    async leaveProbe() {
      if (probeUntil !== undefined && isProbeOpen) {
        isProbeOpen = false;
        await gates.states.leaveProbe(channel, state.circuit, probeUntil, clock().toISOString());
      }
    },
  };
}
