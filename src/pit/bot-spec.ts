/** The process of a bot or of a crowd. */
import { CROWD } from '../contract/house.ts';
import type { Room } from '../contract/room.ts';
import type { PitOptions } from './pit-options.ts';
import type { RosterEntry } from './roster.ts';
import { botArgs, crowdArgs, type PitPorts } from './worker-args.ts';
import type { WorkerSpec } from './worker-process.ts';

/** What each launch reads anew. */
interface OpenPit {
  readonly ports: () => PitPorts;
  readonly room: () => Room | null;
}

export function botSpec(
  entry: RosterEntry,
  options: Pick<PitOptions, 'scripts' | 'settings' | 'environmentOf' | 'houseToken'>,
  { ports, room }: OpenPit,
): WorkerSpec {
  const { scripts, settings, environmentOf, houseToken } = options;
  const environment = () => environmentOf?.(entry.name) ?? {};
  const common = { ...entry, kind: 'bot' } as const;
  if (entry.strategy !== CROWD)
    return { ...common, script: scripts.bot, args: () => botArgs(settings, ports(), entry), environment };
  return {
    ...common,
    script: scripts.crowd,
    args: () => crowdArgs(settings, ports(), entry, room()),
    environment: () => ({ ...environment(), BOTPIT_TOKEN: houseToken }),
  };
}
