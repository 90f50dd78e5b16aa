// @ts-check

/**
 * The request with which a client of a bare socket begins a WebSocket connection.
 * @param {string} path
 * @param {string} host
 */
export function upgrade(path = '/', host = 'localhost') {
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '',
    '',
  ].join('\r\n');
}
