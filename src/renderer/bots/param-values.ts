/** Converts the typed text of a strategy's parameters to the values that its bots receive. */
import type { ParamSpec, ParamSpecs, ParamValue } from '../../contract/strategy.ts';
import type { ParamValues, StrategyDescription } from '../../contract/pit-state.ts';

/** Declared parameters. Undefined: unknown. Null: the strategy has none. */
export function specsOf(description: StrategyDescription | null): ParamSpecs | null | undefined {
  return description?.ok === true ? description.params : undefined;
}

/**
 * Values that differ from their defaults.
 * @param specs undefined: unknown, so every typed value is passed on; null: the strategy has none
 */
export function changedParams(specs: ParamSpecs | null | undefined, typed: ParamValues): ParamValues {
  if (specs === undefined) return typed;
  const changed: Record<string, ParamValue> = {};
  for (const [name, spec] of Object.entries(specs ?? {})) {
    const value = valueOf(spec, typed[name]);
    if (value !== undefined && value !== spec.default) changed[name] = value;
  }
  return changed;
}

/** Converted value. Undefined: none was typed. */
function valueOf(spec: ParamSpec, typed: ParamValue | undefined): ParamValue | undefined {
  if (spec.type !== 'number' && spec.type !== 'integer') return typed;
  if (typed === undefined || String(typed).trim() === '') return undefined;
  const number = Number(typed);
  return Number.isNaN(number) ? undefined : number;
}

/** Bounds of a parameter, for example `1 to 50`. */
export function rangeOf(spec: ParamSpec): string | undefined {
  if (spec.type !== 'number' && spec.type !== 'integer') return undefined;
  const { min, max } = spec;
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `${min} or more`;
  return max === undefined ? undefined : `${max} or less`;
}

/** Text of the parameters, for example `levels=5 skew=0.4`. */
export function paramsText(params: ParamValues): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
