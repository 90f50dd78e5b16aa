/** The text of a reply of the gateway. */
import type { Facts } from '../../src/engine/index.ts';
import { JsonWriter } from '../../src/session/events/json-writer.ts';
import type { ReplyWriter } from '../../src/workers/exchange/reply-writer.ts';

export function replyText(
  writer: ReplyWriter,
  fact: Facts.PrivateEvent,
  time: number,
  requestId?: string,
): string {
  const json = new JsonWriter();
  writer.fact(fact, time, requestId, json);
  return String(json.bytes);
}
