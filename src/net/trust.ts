/** A client's trust in one certificate, whatever the server's host name. */
import { X509Certificate } from 'node:crypto';
import type { ClientOptions } from 'ws';

/** Part of a WebSocket's options. */
export type Trust = Pick<ClientOptions, 'ca' | 'allowPartialTrustChain' | 'checkServerIdentity'>;

/** @throws Error when the text holds no certificate; where it holds a chain, the first one counts */
export function trustIn(pem: string, option = '--server-cert'): Trust {
  const { fingerprint256 } = new X509Certificate(pem);
  /** The signature that `node:tls` calls; the types of `ws` differ. */
  const checkServerIdentity = (_name: string, peer: { readonly fingerprint256: string }) =>
    peer.fingerprint256 === fingerprint256
      ? undefined
      : new Error(`the server shows another certificate than ${option}`);
  return {
    ca: pem,
    allowPartialTrustChain: true,
    checkServerIdentity: checkServerIdentity as unknown as NonNullable<ClientOptions['checkServerIdentity']>,
  };
}
