/** The one window of the app. */
import { BrowserWindow, screen } from 'electron';
import { MONITOR_ORIGIN } from '../contract/protocol.ts';
import type { WindowPlace } from './settings-schema.ts';
import { WINDOW_SIZE_MIN, windowPlace } from './window-place.ts';

/** The monitor's background colour, which prevents a flash before its first paint. */
const GROUND = '#0B0E11';

export interface WindowOptions {
  readonly preload: string;
  /** Icon of the window on Linux. Windows and macOS use the program's own icon. */
  readonly icon: string;
  readonly place: WindowPlace | null;
  /** Called with the window's position when the window closes. */
  readonly onPlace: (place: WindowPlace) => void;
}

export function openWindow({ preload, icon, place, onPlace }: WindowOptions): BrowserWindow {
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
  void window.loadURL(`${MONITOR_ORIGIN}/`);
  return window;
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
