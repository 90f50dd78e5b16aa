/** Packages that authors of bots use, each with a few lines of code that use it. */

export interface PackageCase {
  readonly name: string;
  /**
   * Statements of an ES module that imports the package and sets `value`. The value must be the same each time and fit
   * into JSON.
   */
  readonly code: string;
  /** Further packages that the code needs. */
  readonly with?: readonly string[];
}

/** Starts an HTTP server on a free port as `url`. The code ends it with `close()`. */
const SERVER = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url, price: 50_000 })));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = 'http://127.0.0.1:' + server.address().port + '/ticker';
  const close = () => { server.closeAllConnections(); server.close(); };
`;

export const CASES: readonly PackageCase[] = [
  {
    name: 'technicalindicators',
    code: `import { MACD, SMA } from 'technicalindicators';
      const values = Array.from({ length: 40 }, (_, index) => 100 + Math.sin(index));
      const value = [SMA.calculate({ period: 3, values }).at(-1), MACD.calculate({ values, fastPeriod: 5, slowPeriod: 8, signalPeriod: 3 }).at(-1)];`,
  },
  {
    name: 'trading-signals',
    code: `import { EMA } from 'trading-signals';
      const ema = new EMA(3);
      for (const price of [1, 2, 3, 4, 5]) ema.update(price, false);
      const value = String(ema.getResult());`,
  },
  {
    name: 'mathjs',
    code: `import { evaluate, inv, std } from 'mathjs';
      const value = [evaluate('sqrt(3^2 + 4^2)'), inv([[4, 7], [2, 6]]), std([2, 4, 6])];`,
  },
  {
    name: 'simple-statistics',
    code: `import { linearRegression, quantile } from 'simple-statistics';
      const value = [quantile([3, 6, 7, 8, 8, 9, 10], 0.5), linearRegression([[0, 1], [1, 3], [2, 5]])];`,
  },
  {
    name: 'lodash',
    code: `import _ from 'lodash'; const value = [_.chunk([1, 2, 3], 2), _.sumBy([{ n: 1 }, { n: 2 }], 'n')];`,
  },
  {
    name: 'dayjs',
    code: `import dayjs from 'dayjs'; import utc from 'dayjs/plugin/utc.js';
      dayjs.extend(utc); const value = dayjs.utc('2026-11-29').add(1, 'month').format();`,
  },
  {
    name: 'luxon',
    code: `import { DateTime } from 'luxon'; const value = DateTime.fromISO('2026-11-29', { zone: 'utc' }).plus({ days: 3 }).toISO();`,
  },
  {
    name: 'decimal.js',
    code: `import Decimal from 'decimal.js'; const value = new Decimal('0.1').plus('0.2').toString();`,
  },
  {
    name: 'bignumber.js',
    code: `import BigNumber from 'bignumber.js'; const value = new BigNumber('0.3').minus('0.1').toString();`,
  },
  {
    name: 'axios',
    code: `import axios from 'axios'; ${SERVER} const { data: value } = await axios.get(url); close();`,
  },
  {
    name: 'undici',
    code: `import { Agent, request } from 'undici'; ${SERVER}
      const { body } = await request(url, { dispatcher: new Agent() }); const value = await body.json(); close();`,
  },
  {
    name: 'ws',
    code: `import { WebSocket, WebSocketServer } from 'ws';
      const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      server.on('connection', (client) => client.on('message', (data) => client.send('echo ' + data)));
      await new Promise((done) => server.on('listening', done));
      const socket = new WebSocket('ws://127.0.0.1:' + server.address().port);
      socket.on('open', () => socket.send('hello'));
      const value = await new Promise((done) => socket.on('message', (data) => done(String(data))));
      socket.terminate(); server.close();`,
  },
  {
    name: 'zod',
    code: `import { z } from 'zod'; const value = z.object({ price: z.coerce.number() }).parse({ price: '5' });`,
  },
  {
    name: 'ccxt',
    code: `import ccxt from 'ccxt';
      const exchange = new ccxt.binance();
      const value = [exchange.id, ccxt.exchanges.length > 50, exchange.parseTimeframe('5m'), ccxt.Precise.stringMul('0.1', '0.2')];`,
  },
  {
    name: 'danfojs-node',
    code: `import * as dfd from 'danfojs-node'; const value = new dfd.Series([1, 2, 3]).mean();`,
  },
  {
    name: 'ml-regression',
    code: `import { SimpleLinearRegression } from 'ml-regression';
      const value = new SimpleLinearRegression([1, 2, 3], [2, 4, 6]).predict(10);`,
  },
  {
    name: 'onnxruntime-node',
    code: `import ort from 'onnxruntime-node';
      const { dims, type, data } = new ort.Tensor('float32', Float32Array.from([1, 2, 3, 4]), [2, 2]);
      const refused = await ort.InferenceSession.create(new Uint8Array([1, 2, 3])).then(() => 'none', (error) => error.message);
      const value = [dims, type, [...data], refused];`,
  },
  {
    name: 'better-sqlite3',
    code: `import Database from 'better-sqlite3';
      const database = new Database(':memory:');
      database.exec('create table fills (price real)');
      database.prepare('insert into fills values (?)').run(50_000.5);
      const value = database.prepare('select sum(price) as total from fills').get();`,
  },
  {
    name: 'knex',
    code: `import knex from 'knex';
      const value = knex({ client: 'pg' })('fills').where('price', '>', 5).orderBy('time').toString();`,
    with: ['pg'],
  },
  {
    name: 'fflate',
    code: `import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
      const value = strFromU8(gunzipSync(gzipSync(strToU8('prices'), { mtime: 0 })));`,
  },
  {
    name: 'date-fns',
    code: `import { addDays, differenceInHours } from 'date-fns'; const day = new Date(0); const value = [addDays(day, 2), differenceInHours(addDays(day, 2), day)];`,
  },
  {
    name: 'moment',
    code: `import moment from 'moment'; const value = moment.utc('2026-11-29').endOf('month').toISOString();`,
  },
  { name: 'big.js', code: `import Big from 'big.js'; const value = new Big('1').div(3).toFixed(8);` },
  {
    name: 'ramda',
    code: `import * as R from 'ramda'; const value = R.pipe(R.map(R.multiply(2)), R.sum)([1, 2, 3]);`,
  },
  {
    name: 'rxjs',
    code: `import { bufferCount, from, lastValueFrom, map, toArray } from 'rxjs';
      const value = await lastValueFrom(from([1, 2, 3, 4]).pipe(bufferCount(2), map((pair) => pair[0] + pair[1]), toArray()));`,
  },
  { name: 'uuid', code: `import { v5 } from 'uuid'; const value = v5('order', v5.URL);` },
  {
    name: 'pino',
    code: `import pino from 'pino';
      const lines = [];
      pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) }).info({ price: 5 }, 'filled');
      const value = lines;`,
  },
  {
    name: 'winston',
    code: `import { PassThrough } from 'node:stream'; import winston from 'winston';
      const stream = new PassThrough();
      winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Stream({ stream })] }).info('filled');
      const value = await new Promise((done) => stream.once('data', (data) => done(String(data))));`,
  },
  {
    name: 'yaml',
    code: `import { parse, stringify } from 'yaml'; const value = [parse('levels: [1, 2]'), stringify({ a: 1 })];`,
  },
  {
    name: 'csv-parse',
    code: `import { parse } from 'csv-parse/sync'; const value = parse('price,size\\n5,1', { columns: true });`,
  },
  {
    name: 'papaparse',
    code: `import Papa from 'papaparse'; const value = Papa.parse('a,b\\n1,2', { header: true }).data;`,
  },
  { name: 'got', code: `import got from 'got'; ${SERVER} const value = await got(url).json(); close();` },
  {
    name: 'ioredis',
    code: `import Redis from 'ioredis';
      const redis = new Redis({ lazyConnect: true });
      const value = [redis.status, new Redis.Command('set', ['price', 5]).toWritable().toString()];
      redis.disconnect();`,
  },
  {
    name: 'protobufjs',
    code: `import protobuf from 'protobufjs';
      const { root } = protobuf.parse('syntax = "proto3"; message Trade { double price = 1; }');
      const Trade = root.lookupType('Trade');
      const bytes = Trade.encode(Trade.create({ price: 5.5 })).finish();
      const value = [[...bytes], Trade.decode(bytes)];`,
  },
  {
    name: '@msgpack/msgpack',
    code: `import { decode, encode } from '@msgpack/msgpack'; const bytes = encode({ price: 5 }); const value = [[...bytes], decode(bytes)];`,
  },
  {
    name: 'p-queue',
    code: `import PQueue from 'p-queue';
      const queue = new PQueue({ concurrency: 1 });
      const value = await Promise.all([1, 2].map((number) => queue.add(async () => number * 2)));`,
  },
  {
    name: 'ml-matrix',
    code: `import { inverse, Matrix } from 'ml-matrix'; const value = inverse(new Matrix([[2, 0], [0, 4]])).to2DArray();`,
  },
  {
    name: 'jstat',
    code: `import jstat from 'jstat'; const value = [jstat.normal.cdf(1.96, 0, 1), jstat.mean([1, 2, 3])];`,
  },
  {
    name: 'lru-cache',
    code: `import { LRUCache } from 'lru-cache'; const cache = new LRUCache({ max: 2 }); for (const key of [1, 2, 3]) cache.set(key, key); const value = [...cache.keys()];`,
  },
  {
    name: 'ethers',
    code: `import { formatUnits, id, verifyMessage, Wallet } from 'ethers';
      const wallet = new Wallet('0x' + '11'.repeat(32));
      const value = [formatUnits(1_500_000n, 6), id('price'), verifyMessage('hi', await wallet.signMessage('hi')) === wallet.address];`,
  },
];
