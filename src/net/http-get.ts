/** Reads an address over HTTP, for programs under Node. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { Trust } from './trust.ts';

const TIMEOUT_MS = 10_000;
const BYTES_MAX = 64 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Rejects when there is no complete answer. @param trust trust in a server at `https://`; null: the system's */
export function httpGet(address: string, trust: Trust | null): Promise<HttpAnswer> {
  const isSecure = address.startsWith('https:');
  return new Promise((resolve, reject) => {
    const options = { timeout: TIMEOUT_MS, ...(isSecure && (trust as RequestOptions | null)) };
    const request = (isSecure ? httpsRequest : httpRequest)(address, options, (answer) => {
      collect(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
    request.end();
  });
}

async function collect(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BYTES_MAX) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
