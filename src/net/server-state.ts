/** Why a server serves nobody now. A refused handshake carries it in a header. */
export type ServerState = 'RECOVERING' | 'SHUTTING_DOWN';

export const STATE_HEADER = 'x-botpit-state';
