// An Electron that is nothing but a browser: its Chromium, no preload, no permissions of the app's.
import { app, BrowserWindow } from 'electron';

app.on('window-all-closed', () => app.quit());
app.on('ready', () => {
  const window = new BrowserWindow({ width: 1400, height: 860, webPreferences: { sandbox: true } });
  void window.loadURL('about:blank');
});
