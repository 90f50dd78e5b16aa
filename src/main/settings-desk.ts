/** The settings as the window sees and changes them: each change is checked, saved and reported to the window. */
import { dirname } from 'node:path';
import { readRoom, roomNames } from '../config/room.ts';
import type { Outcome, RoomChoice, Settings } from '../contract/pit-state.ts';
import type { Room } from '../contract/room.ts';
import { strategyPath } from '../pit/roster.ts';
import type { PitPorts } from '../pit/worker-args.ts';
import type { BridgeCalls } from './bridge-server.ts';
import { checkRelayUrl, RECENT_STRATEGIES_MAX, type StoredSettings } from './settings-schema.ts';
import type { SettingsStore } from './settings-store.ts';

export interface SettingsDeskOptions {
  readonly store: Pick<SettingsStore, 'current' | 'update'>;
  /** Ports of the pit, which the command line may have chosen. */
  readonly ports: PitPorts;
  /** Folder of the built-in rooms. */
  readonly roomsDir: string;
  /** Called when something has changed that the window shows. */
  readonly onChange: (settings: Settings) => void;
}

export class SettingsDesk {
  readonly #options: SettingsDeskOptions;
  /** The built-in rooms. */
  readonly rooms: readonly RoomChoice[];

  constructor(options: SettingsDeskOptions) {
    const { roomsDir } = options;
    this.#options = options;
    this.rooms = roomNames(roomsDir).map((name) => ({ name, about: readRoom(name, roomsDir).about }));
  }

  readonly calls: Pick<BridgeCalls, 'settings' | 'setRoom' | 'setRemoteRelay'> = {
    settings: () => this.#shown,
    setRoom: (room) => this.#setRoom(room),
    setRemoteRelay: (url) => this.#setRemoteRelay(url),
  };

  /** The room of the next start. Null: none. */
  get room(): Room | null {
    const { room } = this.#options.store.current;
    return room === null ? null : readRoom(room, this.#options.roomsDir);
  }

  /** Folder of the strategy that was used last. Undefined: none was used. */
  get newestStrategyFolder(): string | undefined {
    const [newest] = this.#options.store.current.recentStrategies;
    return newest === undefined ? undefined : dirname(strategyPath(newest));
  }

  keepConfig(configFile: string | null): void {
    this.#update({ configFile });
  }

  /** Puts a strategy at the top of the recent ones. */
  remember(strategy: string): void {
    const others = this.#options.store.current.recentStrategies.filter((other) => other !== strategy);
    this.#update({ recentStrategies: [strategy, ...others].slice(0, RECENT_STRATEGIES_MAX) });
  }

  get #shown(): Settings {
    const { store, ports } = this.#options;
    const { remoteRelayUrl, configFile, room, recentStrategies } = store.current;
    return { remoteRelayUrl, configFile, room, rooms: this.rooms, recentStrategies, ports };
  }

  #setRoom(room: string | null): Outcome {
    if (room !== null && !this.rooms.some(({ name }) => name === room)) {
      return { ok: false, reason: `There is no room '${room}'.` };
    }
    this.#update({ room });
    return { ok: true };
  }

  #setRemoteRelay(url: string | null): Outcome {
    const checked = checkRelayUrl(url);
    if (checked.ok) this.#update({ remoteRelayUrl: checked.url });
    return checked;
  }

  #update(changes: Partial<StoredSettings>): void {
    this.#options.store.update(changes);
    this.#options.onChange(this.#shown);
  }
}
