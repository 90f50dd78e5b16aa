/** Alerts that have fired, until the user dismisses them. */
import { create } from 'zustand';

/** Largest number of alerts on screen. The newest are kept. */
const SHOWN_MAX = 3;

export interface FiredAlert {
  readonly id: number;
  readonly text: string;
}

export const useFiredAlerts = create<{ readonly alerts: readonly FiredAlert[] }>(() => ({ alerts: [] }));

export function showAlert(text: string): void {
  useFiredAlerts.setState(({ alerts }) => {
    const id = 1 + Math.max(0, ...alerts.map((one) => one.id));
    return { alerts: [...alerts, { id, text }].slice(-SHOWN_MAX) };
  });
}

export function dismissAlert(id: number): void {
  useFiredAlerts.setState(({ alerts }) => ({ alerts: alerts.filter((one) => one.id !== id) }));
}
