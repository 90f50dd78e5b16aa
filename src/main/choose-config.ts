/** File → Exchange Configuration. */
import { checkConfig, configNote } from './check-config.ts';
import type { Dialogs } from './dialogs.ts';

type Keep = (configFile: string | null) => void;

export async function chooseConfig(dialogs: Dialogs, keep: Keep): Promise<void> {
  const configFile = await dialogs.configFile();
  if (configFile !== null) await useConfig(configFile, dialogs, keep);
}

/** Saves the choice in the settings, unless the exchange would refuse the file. */
export async function useConfig(configFile: string | null, dialogs: Dialogs, keep: Keep): Promise<void> {
  const checked = checkConfig(configFile);
  if (!checked.ok) return dialogs.problem('The configuration cannot be used.', checked.reason);
  keep(configFile);
  await dialogs.note(configNote(checked.symbols), configFile ?? 'The default configuration.');
}
