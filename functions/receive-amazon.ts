/** Receives Amazon's notifications, whose authenticity is the queue's policy. */

import { amazonIntake } from '../shared/channels/amazon/intake/intake.ts';
import { queueHandler } from './wiring/queue-intake.ts';

export const handler = queueHandler(amazonIntake);
