/** The raw limit of `ws`: a server that sends each frame back unchanged. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ event: 'ready', ports: { echo: port } }));
});
server.on('connection', (socket) => socket.on('message', (data) => socket.send(data, { binary: false })));
