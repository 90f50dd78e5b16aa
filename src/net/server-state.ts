/** Why a server refuses every handshake for now. The refusal has the state in a header. */
export type ServerState = 'RECOVERING' | 'SHUTTING_DOWN';

export const STATE_HEADER = 'x-botpit-state';
