/** The text of a reply of the gateway. */
import { kindOf, type Facts } from '../../src/engine/index.ts';
import type { ReplyWriter } from '../../src/workers/exchange/reply-writer.ts';
import { quoted } from '../../src/session/events/json-text.ts';
import { StrictWriter } from './strict-writer.ts';

export function replyText(
  writer: ReplyWriter,
  fact: Facts.PrivateEvent,
  time: number,
  requestId?: string,
): string {
  const json = new StrictWriter();
  writer.fact(fact, kindOf(fact.type), time, requestId === undefined ? undefined : quoted(requestId), json);
  return String(json.bytes);
}
