/** The text of a reply of the gateway. */
import { kindOf, type Facts } from '../../src/engine/index.ts';
import type { ReplyWriter } from '../../src/workers/exchange/reply-writer.ts';
import { quoted } from '../../src/session/events/json-text.ts';
import { StrictRoom } from './strict-room.ts';

export function replyText(
  writer: ReplyWriter,
  fact: Facts.PrivateEvent,
  time: number,
  requestId?: string,
): string {
  const room = new StrictRoom();
  writer.fact(fact, kindOf(fact.type), time, requestId === undefined ? undefined : quoted(requestId), room);
  return String(room.bytes);
}
