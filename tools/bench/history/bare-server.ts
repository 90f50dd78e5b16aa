/**
 * The server with which the history service is compared: it answers every request with as many bytes, without computing
 * them.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = Buffer.alloc(Number(process.env['BARE_BYTES']), 'x');
const server = createServer((_, response) =>
  response.writeHead(200, { 'Content-Length': body.length }).end(body),
);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ event: 'ready', ports: { bare: port } }));
});
