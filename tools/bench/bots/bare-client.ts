/**
 * The client with which the bots are compared: it parses each frame of the relay with JSON.parse, and does nothing
 * else.
 */
import { WebSocket } from 'ws';

const socket = new WebSocket(process.env['BARE_URL'] ?? '', { perMessageDeflate: false });
socket.on('message', (data: Buffer) => JSON.parse(data.toString('utf8')) as unknown);
socket.on('open', () => console.log(JSON.stringify({ event: 'ready', ports: {} })));
