/** Exchanges to simulate: instruments with odd ticks, lots, fees and tiers. */
import { compileInstrument, type Instrument, type InstrumentSpec } from '../../src/contract/index.ts';
import type { Random } from './random.ts';
import { timed } from './timed-instruments.ts';

export const MONEY_DECIMALS = 6;

export const PLAIN: Instrument = {
  symbol: 'PLAIN',
  tickSize: 1,
  lotSize: 1,
  referencePrice: 100,
  makerFeeRate: 0,
  takerFeeRate: 0,
  marginTiers: [{ upTo: null, maxLeverage: 20, maintenanceRate: 0.02 }],
};

const CATALOG: readonly Instrument[] = [
  PLAIN,
  {
    ...PLAIN,
    symbol: 'BANDED',
    tickSize: 0.5,
    lotSize: 0.001,
    referencePrice: 50_000,
    makerFeeRate: 0.0002,
    takerFeeRate: 0.0005,
    priceBand: 0.02,
    marginTiers: [
      { upTo: 200, maxLeverage: 50, maintenanceRate: 0.004 },
      { upTo: 700, maxLeverage: 20, maintenanceRate: 0.005 },
      { upTo: null, maxLeverage: 10, maintenanceRate: 0.01 },
    ],
  },
  {
    ...PLAIN,
    symbol: 'REBATE',
    tickSize: 0.003,
    lotSize: 0.25,
    referencePrice: 0.369,
    makerFeeRate: -0.0001237,
    takerFeeRate: 0.0007771,
    marginTiers: [
      { upTo: 1.000001, maxLeverage: 30, maintenanceRate: 0.0111111 },
      { upTo: 3.7, maxLeverage: 7, maintenanceRate: 0.0777777 },
      { upTo: null, maxLeverage: 3, maintenanceRate: 0.3 },
    ],
  },
  {
    ...PLAIN,
    symbol: 'DEAR',
    tickSize: 0.007,
    lotSize: 3,
    referencePrice: 7,
    makerFeeRate: 0.01,
    takerFeeRate: 0.03,
    priceBand: 0.1,
    marginTiers: [{ upTo: null, maxLeverage: 3, maintenanceRate: 0.2 }],
  },
  {
    ...PLAIN,
    symbol: 'ENTRY',
    makerFeeRate: 0.0001,
    takerFeeRate: 0.0004,
    marginValue: 'entry',
    marginTiers: [
      { upTo: 1_000, maxLeverage: 50, maintenanceRate: 0.005 },
      { upTo: null, maxLeverage: 5, maintenanceRate: 0.05 },
    ],
  },
  {
    ...PLAIN,
    symbol: 'COSTLY',
    makerFeeRate: 0.1,
    takerFeeRate: 0.1,
  },
  {
    ...PLAIN,
    symbol: 'PAID',
    tickSize: 0.25,
    referencePrice: 12.5,
    makerFeeRate: 0.0003,
    takerFeeRate: -0.0001,
    marginTiers: [{ upTo: null, maxLeverage: 100, maintenanceRate: 0.0099999 }],
  },
];

/** In lots of the dearest instrument: ten times the usual need of a liquidation, almost nothing, or nothing. */
const FUND_LOTS = [100, 1, 0] as const;

export interface Setting {
  readonly instruments: readonly Instrument[];
  readonly specs: readonly InstrumentSpec[];
  /** In money units. */
  readonly insuranceFund: number;
}

/** `timed`: instruments with rules that go by time, by an index or by phases, in any combination. */
export type SettingKind = 'plain' | 'timed';

export function pickSetting(random: Random, kind: SettingKind = 'plain'): Setting {
  const count = random.between(1, 3);
  const left = [...CATALOG];
  const plain = Array.from(
    { length: count },
    () => left.splice(random.between(0, left.length - 1), 1)[0] ?? PLAIN,
  );
  const instruments = kind === 'plain' ? plain : plain.map((instrument) => timed(random, instrument));
  const specs = instruments.map((instrument, index) =>
    compileInstrument(instrument, index, MONEY_DECIMALS, count),
  );
  return { instruments, specs, insuranceFund: Math.max(...specs.map(lotWorth)) * random.pick(FUND_LOTS) };
}

/** Value of one lot at the reference price. */
export function lotWorth(spec: InstrumentSpec): number {
  return spec.referencePrice * spec.tickLotMoney;
}
