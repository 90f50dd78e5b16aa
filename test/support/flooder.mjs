// @ts-check
/** A process that floods an order gateway before any login: `flooder.mjs PORT CONNECTIONS FRAMES BYTES`. */
import { connect } from 'node:net';
import { upgrade } from './upgrade.mjs';

const [port = 0, connections = 0, frames = 0, bytes = 0] = process.argv.slice(2).map(Number);

/** A closed connection reopens after this time or up to twice as long, and floods again. */
const RETRY_MS = 10_000;

/** A client's text frame, masked with zeros. @param {number} length */
function textFrame(length) {
  const header = Buffer.from([0x81, 0xfe, length >> 8, length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([header, Buffer.alloc(length, '{')]);
}

const framesMax = frames === 0 ? Infinity : frames;
const FRAME = textFrame(bytes);

/** `frames` frames on each connection, 0: without end. */
function flood() {
  const peer = connect(port, '127.0.0.1');
  let sent = 0;
  const pump = () => {
    for (; !peer.destroyed && sent < framesMax; sent += 1) if (!peer.write(FRAME)) return;
  };
  peer.on('error', () => {});
  peer.on('drain', pump);
  peer.once('data', pump);
  peer.on('close', () => {
    if (frames === 0) setTimeout(flood, RETRY_MS * (1 + Math.random()));
  });
  peer.resume();
  peer.write(upgrade());
}

for (let n = 0; n < connections; n += 1) flood();
process.on('disconnect', () => process.exit());
process.send?.('ready');
