/**
 * The types of strategies as one self-contained file, for an author's editor: the text of the contract,
 * with the imported types generated from the schemas of the protocol.
 */
import { z } from 'zod';
import { eventSchema } from '../../contract/events.ts';
import { instrumentSchema } from '../../contract/instrument-schema.ts';
import { marginModeSchema } from '../../contract/margin-mode.ts';
import {
  CANCEL_CAUSES,
  orderTerms,
  orderTypeSchema,
  REJECT_CODES,
  replySchema,
  sideSchema,
} from '../../contract/orders.ts';
import { PHASES } from '../../contract/phases.ts';
// oxlint-disable-next-line import/default -- what the build puts in its place is the file's text
import contract from '../../contract/strategy.ts?raw';
// oxlint-disable-next-line import/default -- the same
import profit from '../../contract/profit.ts?raw';
import { indented, typeText } from './schema-types.ts';

const HEAD =
  '/** Types for strategies, written by Botpit. They are all that `import type … from "botpit"` means. */';

const IMPORTS = /^import type \{([^}]*)\} from '[^']*';\n/gm;
const REEXPORTS = /^export type (?:\{[^}]*\}|\* from '[^']*');\n/gm;
/** Types of the profit file, without its first comment, which is for readers of the file. */
const PROFIT = profit.replace(/^\/\*\*.*\*\/\n/, '');

/** @returns a declaration of the module `botpit` */
export function botpitTypes(): string {
  const names = [...contract.matchAll(IMPORTS)]
    .flatMap(([, list = '']) => namesIn(list))
    .filter((name) => !PROFIT.includes(`interface ${name} `));
  const own = contract
    .replace(IMPORTS, '')
    .replace(REEXPORTS, '')
    .replace(/\n{3,}/g, '\n\n');
  const text = [own.trim(), PROFIT.trim(), ...names.map(declarationOf)].join('\n\n');
  return `${HEAD}\ndeclare module 'botpit' {\n${indented(text)}\n}\n`;
}

function namesIn(list: string): readonly string[] {
  return list.split(/[,\s]+/).filter((name) => name !== '');
}

function declarationOf(name: string): string {
  if (name === 'Level') return 'export type Level = readonly [price: number, quantity: number];';
  const schema = schemas()[name];
  if (schema === undefined) throw new Error(`the types of strategies use ${name}, which has no schema here`);
  return `export type ${name} = ${typeText(schema)};`;
}

/** Schemas by type name. A message's type name follows from its `type`: `position_update` is a PositionUpdate. */
function schemas(): Readonly<Record<string, z.ZodType>> {
  const messages = [...replySchema.options, ...eventSchema.options].map(
    (option) => [pascal(option.shape.type.value), option] as const,
  );
  return {
    ...Object.fromEntries<z.ZodType>(messages),
    Instrument: instrumentSchema,
    Side: sideSchema,
    OrderType: orderTypeSchema,
    TimeInForce: orderTerms.timeInForce.unwrap(),
    SelfTradePrevention: orderTerms.selfTradePrevention.unwrap(),
    MarginMode: marginModeSchema,
    RejectCode: z.enum(REJECT_CODES),
    CancelCause: z.enum(CANCEL_CAUSES),
    Phase: z.enum(PHASES),
  };
}

function pascal(snake: string): string {
  return snake.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
