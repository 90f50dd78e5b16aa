/** The one window of the app. */
import { BrowserWindow, screen } from 'electron';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import type { WindowPlace } from './settings-schema.ts';
import { WINDOW_SIZE_MIN, windowPlace } from './window-place.ts';

/** The monitor's background colour, which prevents a flash before its first paint. */
const GROUND = '#0B0E11';
/** A page that crashes sooner after the last crash is not loaded again by itself, because it might go on so for ever. */
const CRASHES_APART_MS = 60_000;

export interface WindowOptions {
  readonly preload: string;
  /** Icon of the window on Linux. Windows and macOS use the program's own icon. */
  readonly icon: string;
  readonly place: WindowPlace | null;
  /** Called with the window's position when the window closes. */
  readonly onPlace: (place: WindowPlace) => void;
  /** Called when the page has crashed and is not loaded again. */
  readonly onCrash: (reason: string) => void;
}

export function openWindow({ preload, icon, place, onPlace, onCrash }: WindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...windowPlace(place, workAreas),
    minWidth: WINDOW_SIZE_MIN.width,
    minHeight: WINDOW_SIZE_MIN.height,
    title: 'Botpit',
    ...(process.platform === 'linux' && { icon }),
    backgroundColor: GROUND,
    show: false,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      // Otherwise the middle button would open new windows.
      disableBlinkFeatures: 'Auxclick',
      // Charts and clocks keep running while another window covers this one.
      backgroundThrottling: false,
    },
  });
  if (place?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => onPlace({ ...window.getNormalBounds(), maximized: window.isMaximized() }));
  reloadAfterCrash(window, onCrash);
  void window.loadURL(`${MONITOR_ORIGIN}/`);
  return window;
}

function reloadAfterCrash({ webContents }: BrowserWindow, onCrash: (reason: string) => void): void {
  let crashedMs = -Infinity;
  webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return;
    const sinceMs = performance.now() - crashedMs;
    crashedMs = performance.now();
    if (sinceMs > CRASHES_APART_MS) webContents.reload();
    else onCrash(reason);
  });
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
