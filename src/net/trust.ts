/** Trust of a client in one certificate, whatever the server's host name is. */
import { X509Certificate } from 'node:crypto';
import type { ClientOptions } from 'ws';

/** The part of a WebSocket's options that sets the trust. */
export type Trust = Pick<ClientOptions, 'ca' | 'allowPartialTrustChain' | 'checkServerIdentity'>;

/** @throws Error when the text contains no certificate; of a chain, the first one counts */
export function trustIn(pem: string, option = '--server-cert'): Trust {
  const { fingerprint256 } = new X509Certificate(pem);
  /** The signature that `node:tls` calls, which differs from the types of `ws`. */
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
