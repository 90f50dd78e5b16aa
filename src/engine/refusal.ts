/** Why a request is refused, and the texts of the figures in its reason. */
import { fromUnits, type InstrumentSpec, type RejectCode } from '../contract/index.ts';

export interface Refusal {
  readonly code: RejectCode;
  /** One sentence with the offending value and the bound. */
  readonly reason: string;
}

export function priceText(spec: InstrumentSpec, ticks: number): string {
  return String(fromUnits(spec.priceGrid, ticks));
}

export function quantityText(spec: InstrumentSpec, lots: number): string {
  return String(fromUnits(spec.quantityGrid, lots));
}
