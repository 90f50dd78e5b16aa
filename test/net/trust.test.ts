/** The one certificate that a client trusts. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PeerCertificate } from 'node:tls';
import { expect, test } from 'vitest';
import { trustIn } from '../../src/net/trust.ts';

const pem = readFileSync(new URL('../support/tls/cert.pem', import.meta.url), 'utf8');

/** @returns what `node:tls` gets about a server that shows this fingerprint */
function verdict(fingerprint256: string): unknown {
  const check = trustIn(pem, '--nats-cert').checkServerIdentity as unknown as (
    name: string,
    peer: Partial<PeerCertificate>,
  ) => Error | undefined;
  return check('any.example', { fingerprint256 });
}

test('the certificate itself is trusted under any name, and no other one, even if it signed that one', () => {
  const { fingerprint256 } = new X509Certificate(pem);
  expect(verdict(fingerprint256)).toBeUndefined();
  expect(verdict(fingerprint256.replace(/^../, '00'))).toEqual(
    new Error('the server shows another certificate than --nats-cert'),
  );
});

test('a text without a certificate is an error', () => {
  expect(() => trustIn('no certificate')).toThrow();
});
