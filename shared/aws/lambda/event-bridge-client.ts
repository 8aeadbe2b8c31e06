/** Makes the client of EventBridge, with limits on how long a call may take. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { OF_A_FUNCTION } from './call-limits.ts';

export function eventBridgeClient(limits = OF_A_FUNCTION): EventBridgeClient {
  return new EventBridgeClient(limits);
}
