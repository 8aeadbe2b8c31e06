/** The eight calls of the channel protocol: `POST /stockline/<operation>`. */
import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http';
import { MalformedCallError, readCall } from '../../../protocol/calls.ts';
import { isSigned } from '../../../protocol/signature.ts';
import { answerCall } from '../../../shop/answer-call.ts';
import { storeOf } from '../../../shop/store.ts';

export async function POST(request: MedusaRequest, response: MedusaResponse): Promise<void> {
  const store = storeOf(request.scope);
  const body = Buffer.isBuffer(request.rawBody) ? request.rawBody : Buffer.alloc(0);
  const headers = {
    id: request.get('webhook-id'),
    timestamp: request.get('webhook-timestamp'),
    signature: request.get('webhook-signature'),
  };
  if (!isSigned(body, headers, store.settings.callingSecrets)) {
    refuse(response, 401, 'unauthorized', 'The signature does not hold.');
    return;
  }
  try {
    const call = readCall(request.params['operation'] ?? '', body);
    if (call === undefined) {
      refuse(response, 404, 'unknown_operation', 'There is no such operation.');
      return;
    }
    response.status(200).json(await answerCall(store, request.scope, call));
  } catch (error) {
    if (error instanceof MalformedCallError) {
      refuse(response, 400, 'malformed', error.message);
      return;
    }
    store.logger.error(error instanceof Error ? error.message : 'A call of Stockline failed.');
    refuse(response, 503, 'failed', 'The store could not answer.');
  }
}

function refuse(response: MedusaResponse, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } });
}
