/** Every five seconds: what Stockline has not acknowledged. */
import type { MedusaContainer } from '@medusajs/framework/types';
import { storeOf } from '../shop/store.ts';
import { sendWaiting } from '../shop/sweep.ts';

export default async function sendAgain(container: MedusaContainer): Promise<void> {
  await sendWaiting(storeOf(container));
}

export const config = { name: 'stockline-send-waiting', schedule: '*/5 * * * * *' };
