/** What Amazon puts into the queue that only it may write to: there is no signature to verify. */

import { type AmazonChannel, amazonChannel } from '../../../channel-config.ts';
import type { QueueIntake } from '../../platform.ts';
import { AMAZON } from '../facts.ts';
import { translateAmazon } from './translate.ts';

export const amazonIntake: QueueIntake<AmazonChannel> = {
  by: 'queue',
  channel: amazonChannel,
  brings: AMAZON.intake.brings,
  translate: translateAmazon,
};
