/** Position of the window: the last one, if it is still on a screen. */
import type { WindowPlace } from './settings-schema.ts';

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const WINDOW_SIZE = { width: 1440, height: 900 } as const;
export const WINDOW_SIZE_MIN = { width: 1024, height: 640 } as const;

/** Size of the part of the title bar that must be visible to drag it. */
const GRIP_WIDTH = 120;
const GRIP_HEIGHT = 32;

/** @param screens work areas of the displays @returns without x and y when the system chooses the position */
export function windowPlace(kept: WindowPlace | null, screens: readonly Area[]): Partial<Area> {
  if (kept === null) return WINDOW_SIZE;
  const size = {
    width: Math.max(kept.width, WINDOW_SIZE_MIN.width),
    height: Math.max(kept.height, WINDOW_SIZE_MIN.height),
  };
  const canBeHeld = screens.some((screen) => showsGrip({ ...size, x: kept.x, y: kept.y }, screen));
  return canBeHeld ? { ...size, x: kept.x, y: kept.y } : size;
}

function showsGrip(area: Area, screen: Area): boolean {
  const left = Math.max(area.x, screen.x);
  const right = Math.min(area.x + area.width, screen.x + screen.width);
  const bottom = screen.y + screen.height;
  return right - left >= GRIP_WIDTH && area.y >= screen.y && area.y + GRIP_HEIGHT <= bottom;
}
