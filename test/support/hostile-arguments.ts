/** Arguments that a compromised page might pass to the bridge. */

const LONG = 'x'.repeat(1_000_000);
const bots = { strategy: 'maker', name: 'ada', count: 1, params: {} };
/** An own key of that name, as structured cloning makes it; a literal would set the prototype instead. */
const polluting: unknown = JSON.parse(
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
);

/** Of wrong shape for every call. */
export const MISSHAPEN: readonly (readonly [string, readonly unknown[]])[] = [
  ['undefined', [undefined]],
  ['a number', [42]],
  ['no number', [Number.NaN]],
  ['a symbol of truth', [true]],
  ['a list', [['ada']]],
  ['an object that reads as text', [{ toString: 'ada' }]],
  ['a date', [new Date(0)]],
  ['bytes', [new Uint8Array(8)]],
  ['a map', [new Map([['strategy', 'maker']])]],
  ['keys of prototypes', [polluting]],
  ['a text of a million characters', [LONG]],
  ['one argument too many', ['ada', 'eve']],
  ['a thousand arguments', Array.from({ length: 1_000 }, () => 'ada')],
  ['bots without a name', [{ strategy: 'maker' }]],
  ['bots with more to say', [{ ...bots, script: '/evil.js' }]],
  ['bots with a count in words', [{ ...bots, count: '1' }]],
  ['bots with a prototype', [Object.assign(JSON.parse('{"__proto__":{"polluted":true}}') as object, bots)]],
  ['bots with a long name', [{ ...bots, name: LONG }]],
  ['bots with nested parameters', [{ ...bots, params: { levels: { valueOf: 5 } } }]],
  ['bots with a flag for a parameter', [{ ...bots, params: { 'levels=5 --gateway': 5 } }]],
];

/** Text of the right type that must do no harm as a strategy, a bot's name or a relay's address. */
export const MISLEADING: readonly string[] = [
  '',
  ' ',
  '.',
  '..',
  '/',
  '../../../etc/passwd',
  '/etc/passwd',
  '../../../../../../../../etc/passwd:Class',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/javascript,process.exit()',
  'https://example.com/evil.ts',
  'C:\\Windows\\System32\\cmd.exe',
  '\\\\host\\share\\evil.ts',
  '__proto__',
  'constructor',
  'maker\0.ts',
  'maker\n--gateway=ws://evil',
  '--inspect=0.0.0.0:9229',
  '$(touch evil)',
  'ws://',
  'ws://a b',
  'ws://host:99999999',
  'x'.repeat(4_096),
];
