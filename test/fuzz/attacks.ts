/** The attacks of the fuzzer. Each attack is a list of writes for one connection, drawn from a seeded generator. */
import { deflateRawSync } from 'node:zlib';
import { frameOf, OPCODE, textFrame } from './frames.ts';

type Draw = () => number;

/** Bytes of one write. One that holds no frame counts as one. */
export type Write = Buffer;

const FRAME_BYTES_MAX = 64 * 1_024;
const CLOSE_CODES = [0, 999, 1000, 1001, 1003, 1004, 1005, 1006, 1011, 1015, 2999, 3000, 4999, 65_535];
const RESERVED_OPCODES = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15];
const WORDS = [
  'null',
  '1e999',
  '-0',
  '"\\u0000"',
  '[]',
  '{}',
  '"__proto__"',
  '9007199254740993',
  'true',
  '""',
];

export function pick<Item>(draw: Draw, items: readonly Item[]): Item {
  return items[Math.floor(draw() * items.length)] as Item;
}

export function whole(draw: Draw, below: number): number {
  return Math.floor(draw() * below);
}

function noise(draw: Draw, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => whole(draw, 256)));
}

/** A request that may be carried out. None names the canary's instrument. */
export function request(draw: Draw, number: number): string {
  const order = { clientOrderId: `f${whole(draw, 50)}`, requestId: `r${number}` };
  const price = 49_000 + whole(draw, 4_000) / 2;
  const terms = {
    symbol: 'BTC-USD',
    side: pick(draw, ['buy', 'sell']),
    quantity: (1 + whole(draw, 20)) / 1_000,
  };
  return JSON.stringify(
    pick(draw, [
      { type: 'place_order', ...order, ...terms, orderType: 'limit', price },
      { type: 'place_order', ...order, ...terms, orderType: 'limit', price, timeInForce: 'ioc' },
      { type: 'place_order', ...order, ...terms, orderType: 'stop_market', stopPrice: price },
      { type: 'cancel_order', ...order },
      { type: 'amend_order', ...order, price },
      { type: 'cancel_all', requestId: order.requestId },
      { type: 'set_margin', symbol: 'BTC-USD', mode: 'isolated', margin: whole(draw, 1_000) },
    ]),
  );
}

/** A request with a part that is changed, cut out or repeated. */
export function broken(draw: Draw, number: number): string {
  const text = request(draw, number);
  const [from, length] = [whole(draw, text.length), 1 + whole(draw, 8)];
  const [before, part, after] = [
    text.slice(0, from),
    text.slice(from, from + length),
    text.slice(from + length),
  ];
  switch (whole(draw, 5)) {
    case 0:
      return before + after;
    case 1:
      return before + part + part + after;
    case 2:
      return before + pick(draw, WORDS) + after;
    case 3:
      return text.replace(/:("[^"]*"|[\d.]+)/, `:${pick(draw, WORDS)}`);
    default:
      return '['.repeat(whole(draw, 2_000)) + text;
  }
}

const login = (draw: Draw) =>
  textFrame(JSON.stringify({ type: 'login', account: `fuzz-${whole(draw, 40)}`, protocol: 1 }));

function requests(draw: Draw): Write[] {
  const count = 20 + whole(draw, 60);
  const frames = Array.from({ length: count }, (_, number) =>
    textFrame(draw() < 0.6 ? request(draw, number) : broken(draw, number)),
  );
  return [login(draw), ...frames];
}

/** A message in pieces, with control frames between them, or with pieces in a wrong order. */
function fragments(draw: Draw): Write[] {
  const payload = Buffer.from(request(draw, 0));
  const pieces = 2 + whole(draw, 20);
  const size = Math.ceil(payload.length / pieces);
  const frames = Array.from({ length: pieces }, (_, index) => {
    const isWrong = draw() < 0.05;
    const opcode = (index === 0) === isWrong ? OPCODE.continuation : OPCODE.text;
    return frameOf({
      opcode,
      payload: payload.subarray(index * size, (index + 1) * size),
      isLast: index === pieces - 1 && draw() < 0.9,
    });
  });
  return [login(draw), ...frames.flatMap((frame) => (draw() < 0.2 ? [ping(draw), frame] : [frame]))];
}

function ping(draw: Draw): Buffer {
  return frameOf({ opcode: OPCODE.ping, payload: noise(draw, whole(draw, 8)) });
}

function reservedBits(draw: Draw): Write[] {
  return [frameOf({ opcode: OPCODE.text, payload: Buffer.from('{}'), reserved: 1 + whole(draw, 7) })];
}

/** Garbage, a broken stream, or much that is small; most ports have agreed to no compression. */
function compressed(draw: Draw): Write[] {
  const plain = Buffer.alloc(1 + whole(draw, 4_000_000), 'x');
  const deflated = deflateRawSync(plain).subarray(0, 60_000);
  const payload = pick(draw, [noise(draw, 200), deflated, deflated.subarray(0, deflated.length / 2)]);
  return [frameOf({ opcode: OPCODE.text, payload, reserved: 4 })];
}

function badUtf8(draw: Draw): Write[] {
  const bytes = pick(draw, [
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0x80],
    [0xe2, 0x82],
  ]);
  return [login(draw), frameOf({ opcode: OPCODE.text, payload: Buffer.from([0x22, ...bytes, 0x22]) })];
}

function oversized(draw: Draw): Write[] {
  const promised = pick(draw, [FRAME_BYTES_MAX + 1, 2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER]);
  const payload = Buffer.alloc(whole(draw, 4_000), 'x');
  return [...(draw() < 0.5 ? [login(draw)] : []), frameOf({ opcode: OPCODE.text, payload, promised })];
}

function pings(draw: Draw): Write[] {
  const kind = pick(draw, [OPCODE.ping, OPCODE.pong]);
  return Array.from({ length: 1 + whole(draw, 120) }, () =>
    frameOf({ opcode: kind, payload: noise(draw, whole(draw, 125)) }),
  );
}

/** Too long, or in pieces. */
function wrongControl(draw: Draw): Write[] {
  const opcode = pick(draw, [OPCODE.close, OPCODE.ping, OPCODE.pong]);
  return [frameOf(draw() < 0.5 ? { opcode, payload: Buffer.alloc(126) } : { opcode, isLast: false })];
}

function unmasked(draw: Draw): Write[] {
  return [frameOf({ opcode: OPCODE.text, payload: Buffer.from(request(draw, 0)), isMasked: false })];
}

function closes(draw: Draw): Write[] {
  const code = Buffer.alloc(2);
  code.writeUInt16BE(pick(draw, CLOSE_CODES));
  const reason = pick(draw, [Buffer.alloc(0), Buffer.from('bye'), Buffer.from([0xff, 0xfe])]);
  const payload = draw() < 0.2 ? Buffer.from([3]) : Buffer.concat([code, reason]);
  return [frameOf({ opcode: OPCODE.close, payload }), textFrame(request(draw, 0))];
}

function wrongOpcodes(draw: Draw): Write[] {
  const opcode = draw() < 0.3 ? OPCODE.binary : pick(draw, RESERVED_OPCODES);
  return [login(draw), frameOf({ opcode, payload: noise(draw, whole(draw, 300)) })];
}

function garbage(draw: Draw): Write[] {
  return [noise(draw, 1 + whole(draw, 600))];
}

export interface Attack {
  readonly writes: (draw: Draw) => Write[];
  readonly weight: number;
  /** Before the WebSocket handshake is complete. */
  readonly isHalfOpen?: boolean;
  /** One byte at a time. */
  readonly isSlow?: boolean;
  /** Nothing that the server sends is read. */
  readonly isDeaf?: boolean;
}

const HALVES = [
  'GET',
  'GET / HTTP/1.1\r\nHost: localhost\r\n',
  'POST / HTTP/1.1\r\n\r\n',
  '\u0016\u0003\u0001',
  '\r\n\r\n\r\n',
];

export const ATTACKS = {
  'requests, whole and broken': { writes: requests, weight: 20 },
  fragments: { writes: fragments, weight: 10 },
  'reserved bits': { writes: reservedBits, weight: 4 },
  compression: { writes: compressed, weight: 4 },
  'bad UTF-8': { writes: badUtf8, weight: 4 },
  'oversized frames': { writes: oversized, weight: 4 },
  'pings and pongs': { writes: pings, weight: 4 },
  'wrong control frames': { writes: wrongControl, weight: 4 },
  'frames without a mask': { writes: unmasked, weight: 4 },
  'close codes': { writes: closes, weight: 4 },
  'wrong opcodes': { writes: wrongOpcodes, weight: 4 },
  garbage: { writes: garbage, weight: 4 },
  'half-open handshakes': {
    writes: (draw) => [Buffer.from(pick(draw, HALVES))],
    weight: 4,
    isHalfOpen: true,
  },
  'slow writers': { writes: (draw) => requests(draw).slice(0, 2), weight: 2, isSlow: true },
  'unread replies': { writes: requests, weight: 6, isDeaf: true },
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof ATTACKS;

export function pickAttack(draw: Draw): AttackName {
  const names = Object.keys(ATTACKS) as AttackName[];
  let left = draw() * names.reduce((sum, name) => sum + ATTACKS[name].weight, 0);
  return names.find((name) => (left -= ATTACKS[name].weight) < 0) ?? 'garbage';
}
