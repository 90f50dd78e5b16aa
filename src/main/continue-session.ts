/** Pit → Continue Session…: the pit recovers a session and continues it with the rules with which it began. */
import type { Outcome } from '../contract/pit-state.ts';
import { recordedSetup } from '../session/journal/recorded-setup.ts';
import type { JournalSetup } from '../session/journal/segment-header.ts';
import type { Dialogs } from './dialogs.ts';
import { sessionFolderOf } from './session-opener.ts';
import type { Pit } from '../pit/pit.ts';

export interface ContinueContext {
  readonly pit: Pick<Pit, 'start'>;
  readonly dialogs: Pick<Dialogs, 'sessionFolder' | 'problem'>;
  /** First folder of the dialog. */
  readonly sessions: string;
}

export async function continueSession({ pit, dialogs, sessions }: ContinueContext): Promise<void> {
  const chosen = await dialogs.sessionFolder(sessions);
  if (chosen === null) return;
  const outcome = await continueFolder(pit, sessionFolderOf(chosen));
  if (!outcome.ok) await dialogs.problem('The session cannot be continued.', outcome.reason);
}

/** @param folder folder of the session; undefined: there is none */
export async function continueFolder(pit: Pick<Pit, 'start'>, folder: string | undefined): Promise<Outcome> {
  if (folder === undefined) return { ok: false, reason: 'There is no session yet.' };
  try {
    return await pit.start({ folder, exchangeArgs: setupArgs(setupOf(folder)) });
  } catch (error) {
    return { ok: false, reason: (error as Error).message };
  }
}

/** @throws Error when the folder holds no session */
function setupOf(folder: string): JournalSetup {
  const setup = recordedSetup(folder);
  if (setup === null) throw new Error(`${folder} is not a session: it has no journal.`);
  return setup;
}

function setupArgs({ instruments, moneyDecimals, insuranceFund, orderEvents, checkpointMs }: JournalSetup) {
  return [
    `--instruments=${JSON.stringify(instruments)}`,
    `--money-decimals=${moneyDecimals}`,
    `--insurance-fund=${insuranceFund}`,
    `--${orderEvents ? '' : 'no-'}order-events`,
    `--checkpoint-ms=${checkpointMs}`,
  ];
}
