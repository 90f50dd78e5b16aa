/**
 * The protocol for other languages: every message as JSON Schema, and an AsyncAPI document with the channel of each
 * message. Both come from the schemas that check the messages, so they always agree.
 */
import { z } from 'zod';
import { streamSchema } from './events.ts';
import { historyErrorSchema, historySchemas } from './history.ts';
import { replySchema, requestSchema } from './orders.ts';
import { DEFAULT_PORTS, PROTOCOL_VERSION } from './protocol.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const SCHEMA_FILE = './protocol.schema.json';

type JsonSchema = Readonly<Record<string, unknown>>;
type Direction = 'request' | 'reply' | 'event';

const unions = { request: requestSchema, reply: replySchema, event: streamSchema } as const;

/** Type and schema of each message of one direction, in the order of the protocol. */
export function messagesOf(direction: Direction): readonly (readonly [type: string, schema: JsonSchema])[] {
  return unions[direction].options.map((option) => {
    const { $schema: _, ...schema } = z.toJSONSchema(option, {
      io: direction === 'request' ? 'input' : 'output',
    });
    const { type } = schema.properties as { readonly type: { readonly const: string } };
    return [type.const, schema] as const;
  });
}

/** Definitions named `request.place_order`, `reply.fill`, `event.trade`, `history.candles` and so on. */
export function protocolSchema(): JsonSchema {
  const directions = Object.keys(unions) as Direction[];
  return {
    $schema: DIALECT,
    title: `Botpit wire protocol, version ${PROTOCOL_VERSION}`,
    $defs: Object.fromEntries([
      ...directions.flatMap((direction) =>
        messagesOf(direction).map(([type, schema]) => [`${direction}.${type}`, schema] as const),
      ),
      ...historyAnswers().map(([name, schema]) => [`history.${name}`, schema] as const),
    ]),
  };
}

/** Name and schema of each answer of the history service. */
export function historyAnswers(): readonly (readonly [name: string, schema: JsonSchema])[] {
  return Object.entries({ ...historySchemas, error: historyErrorSchema }).map(([name, zod]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(zod, { io: 'output' });
    return [name, schema] as const;
  });
}

/** AsyncAPI 3.0, https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export function asyncApi(): JsonSchema {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Botpit',
      version: String(PROTOCOL_VERSION),
      description: 'JSON in WebSocket text frames; docs/protocol.md says what each message means.',
    },
    servers: {
      orders: server(DEFAULT_PORTS.orders, 'The order gateway.'),
      events: server(DEFAULT_PORTS.events, 'The event stream of the exchange.'),
      relay: server(DEFAULT_PORTS.relay, 'The same events, for any number of readers.'),
    },
    channels: {
      orders: channel(['orders'], [...references('request'), ...references('reply')]),
      events: channel(['events', 'relay'], references('event')),
    },
    operations: {
      request: operation('receive', 'orders', 'One request in each frame; the first is a login.'),
      reply: operation('send', 'orders', 'Every request is answered by one message, in order.'),
      event: operation('send', 'events', 'A frame is an array of events, in the order of seq.'),
    },
    components: {
      messages: Object.fromEntries((Object.keys(unions) as Direction[]).flatMap(components)),
    },
  };
}

function server(port: number, description: string): JsonSchema {
  return { host: `127.0.0.1:${port}`, protocol: 'ws', description };
}

function channel(servers: readonly string[], messages: readonly string[]): JsonSchema {
  return {
    address: '/',
    servers: servers.map((name) => ({ $ref: `#/servers/${name}` })),
    messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

function operation(action: 'send' | 'receive', name: 'orders' | 'events', summary: string): JsonSchema {
  const directions: readonly Direction[] =
    name === 'events' ? ['event'] : [action === 'receive' ? 'request' : 'reply'];
  return {
    action,
    channel: { $ref: `#/channels/${name}` },
    summary,
    messages: directions
      .flatMap(references)
      .map((message) => ({ $ref: `#/channels/${name}/messages/${message}` })),
  };
}

/** References to the messages of one direction. Keys of messages must not contain dots. */
function references(direction: Direction): readonly string[] {
  return messagesOf(direction).map(([type]) => `${direction}-${type}`);
}

function components(direction: Direction): readonly (readonly [string, JsonSchema])[] {
  return messagesOf(direction).map(([type]) => [
    `${direction}-${type}`,
    { name: type, payload: { $ref: `${SCHEMA_FILE}#/$defs/${direction}.${type}` } },
  ]);
}
