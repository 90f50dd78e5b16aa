/** The public event stream: what the exchange publishes, the relay forwards, and bots and monitors read. */
import { z } from 'zod';
declare const exchangeStatusSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"exchange_status">;
    epoch: z.ZodString;
    protocol: z.ZodInt;
    state: z.ZodEnum<{
        running: "running";
        stopping: "stopping";
    }>;
    instruments: z.ZodArray<z.ZodObject<{
        symbol: z.ZodString;
        tickSize: z.ZodNumber;
        lotSize: z.ZodNumber;
        referencePrice: z.ZodNumber;
        makerFeeRate: z.ZodDefault<z.ZodNumber>;
        takerFeeRate: z.ZodDefault<z.ZodNumber>;
        priceBand: z.ZodOptional<z.ZodNumber>;
        marginValue: z.ZodOptional<z.ZodEnum<{
            entry: "entry";
            mark: "mark";
        }>>;
        marginTiers: z.ZodDefault<z.ZodArray<z.ZodObject<{
            upTo: z.ZodNullable<z.ZodNumber>;
            maxLeverage: z.ZodNumber;
            maintenanceRate: z.ZodNumber;
        }, z.core.$strict>>>;
    }, z.core.$strict>>;
    insuranceFund: z.ZodNumber;
    feesCollected: z.ZodNumber;
    checkpointMs: z.ZodInt;
    deposits: z.ZodOptional<z.ZodNumber>;
    warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
}, z.core.$strip>;
declare const bookUpdateSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"book_update">;
    symbol: z.ZodString;
    snapshot: z.ZodBoolean;
    bids: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
    asks: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
}, z.core.$strip>;
declare const tradeSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"trade">;
    symbol: z.ZodString;
    tradeId: z.ZodInt;
    price: z.ZodNumber;
    quantity: z.ZodNumber;
    aggressor: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    buyAccount: z.ZodString;
    sellAccount: z.ZodString;
    buyOrderId: z.ZodInt;
    sellOrderId: z.ZodInt;
    liquidation: z.ZodBoolean;
}, z.core.$strip>;
declare const orderUpdateSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"order_update">;
    symbol: z.ZodString;
    orderId: z.ZodInt;
    account: z.ZodString;
    side: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    price: z.ZodNumber;
    quantity: z.ZodNumber;
    priority: z.ZodInt;
}, z.core.$strip>;
declare const bookOrdersSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"book_orders">;
    symbol: z.ZodString;
    bids: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodInt, z.ZodInt, z.ZodString], null>>;
    asks: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodInt, z.ZodInt, z.ZodString], null>>;
}, z.core.$strip>;
declare const positionUpdateSchema: z.ZodObject<{
    marginMode: z.ZodOptional<z.ZodEnum<{
        cross: "cross";
        isolated: "isolated";
    }>>;
    isolatedMargin: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"position_update">;
    account: z.ZodString;
    symbol: z.ZodString;
    quantity: z.ZodNumber;
    averageEntryPrice: z.ZodNullable<z.ZodNumber>;
    markPrice: z.ZodNumber;
    realizedPnl: z.ZodNumber;
    unrealizedPnl: z.ZodNumber;
    feesPaid: z.ZodNumber;
    balance: z.ZodNumber;
    equity: z.ZodNumber;
    initialMargin: z.ZodNumber;
    maintenanceMargin: z.ZodNumber;
    liquidationPrice: z.ZodNullable<z.ZodNumber>;
    bankruptcyPrice: z.ZodNullable<z.ZodNumber>;
}, z.core.$strip>;
declare const liquidationSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"liquidation">;
    account: z.ZodString;
    symbol: z.ZodString;
    stage: z.ZodEnum<{
        auto_deleveraged: "auto_deleveraged";
        completed: "completed";
        filled: "filled";
        insurance_fund: "insurance_fund";
        orders_canceled: "orders_canceled";
        started: "started";
        taken_over: "taken_over";
    }>;
    side: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    quantity: z.ZodNumber;
    price: z.ZodOptional<z.ZodNumber>;
    bankruptcyPrice: z.ZodNumber;
    insuranceFundChange: z.ZodOptional<z.ZodNumber>;
    counterparty: z.ZodOptional<z.ZodString>;
}, z.core.$strip>;
declare const markPriceSchema: z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"mark_price">;
    symbol: z.ZodString;
    price: z.ZodNumber;
    lastPrice: z.ZodOptional<z.ZodNumber>;
    bestBid: z.ZodOptional<z.ZodNumber>;
    bestAsk: z.ZodOptional<z.ZodNumber>;
}, z.core.$strip>;
export declare const eventSchema: z.ZodDiscriminatedUnion<[z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"exchange_status">;
    epoch: z.ZodString;
    protocol: z.ZodInt;
    state: z.ZodEnum<{
        running: "running";
        stopping: "stopping";
    }>;
    instruments: z.ZodArray<z.ZodObject<{
        symbol: z.ZodString;
        tickSize: z.ZodNumber;
        lotSize: z.ZodNumber;
        referencePrice: z.ZodNumber;
        makerFeeRate: z.ZodDefault<z.ZodNumber>;
        takerFeeRate: z.ZodDefault<z.ZodNumber>;
        priceBand: z.ZodOptional<z.ZodNumber>;
        marginValue: z.ZodOptional<z.ZodEnum<{
            entry: "entry";
            mark: "mark";
        }>>;
        marginTiers: z.ZodDefault<z.ZodArray<z.ZodObject<{
            upTo: z.ZodNullable<z.ZodNumber>;
            maxLeverage: z.ZodNumber;
            maintenanceRate: z.ZodNumber;
        }, z.core.$strict>>>;
    }, z.core.$strict>>;
    insuranceFund: z.ZodNumber;
    feesCollected: z.ZodNumber;
    checkpointMs: z.ZodInt;
    deposits: z.ZodOptional<z.ZodNumber>;
    warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"book_update">;
    symbol: z.ZodString;
    snapshot: z.ZodBoolean;
    bids: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
    asks: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>>;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"book_orders">;
    symbol: z.ZodString;
    bids: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodInt, z.ZodInt, z.ZodString], null>>;
    asks: z.ZodArray<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodInt, z.ZodInt, z.ZodString], null>>;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"order_update">;
    symbol: z.ZodString;
    orderId: z.ZodInt;
    account: z.ZodString;
    side: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    price: z.ZodNumber;
    quantity: z.ZodNumber;
    priority: z.ZodInt;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"trade">;
    symbol: z.ZodString;
    tradeId: z.ZodInt;
    price: z.ZodNumber;
    quantity: z.ZodNumber;
    aggressor: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    buyAccount: z.ZodString;
    sellAccount: z.ZodString;
    buyOrderId: z.ZodInt;
    sellOrderId: z.ZodInt;
    liquidation: z.ZodBoolean;
}, z.core.$strip>, z.ZodObject<{
    marginMode: z.ZodOptional<z.ZodEnum<{
        cross: "cross";
        isolated: "isolated";
    }>>;
    isolatedMargin: z.ZodOptional<z.ZodNullable<z.ZodNumber>>;
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"position_update">;
    account: z.ZodString;
    symbol: z.ZodString;
    quantity: z.ZodNumber;
    averageEntryPrice: z.ZodNullable<z.ZodNumber>;
    markPrice: z.ZodNumber;
    realizedPnl: z.ZodNumber;
    unrealizedPnl: z.ZodNumber;
    feesPaid: z.ZodNumber;
    balance: z.ZodNumber;
    equity: z.ZodNumber;
    initialMargin: z.ZodNumber;
    maintenanceMargin: z.ZodNumber;
    liquidationPrice: z.ZodNullable<z.ZodNumber>;
    bankruptcyPrice: z.ZodNullable<z.ZodNumber>;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"liquidation">;
    account: z.ZodString;
    symbol: z.ZodString;
    stage: z.ZodEnum<{
        auto_deleveraged: "auto_deleveraged";
        completed: "completed";
        filled: "filled";
        insurance_fund: "insurance_fund";
        orders_canceled: "orders_canceled";
        started: "started";
        taken_over: "taken_over";
    }>;
    side: z.ZodEnum<{
        buy: "buy";
        sell: "sell";
    }>;
    quantity: z.ZodNumber;
    price: z.ZodOptional<z.ZodNumber>;
    bankruptcyPrice: z.ZodNumber;
    insuranceFundChange: z.ZodOptional<z.ZodNumber>;
    counterparty: z.ZodOptional<z.ZodString>;
}, z.core.$strip>, z.ZodObject<{
    seq: z.ZodInt;
    time: z.ZodInt;
    type: z.ZodLiteral<"mark_price">;
    symbol: z.ZodString;
    price: z.ZodNumber;
    lastPrice: z.ZodOptional<z.ZodNumber>;
    bestBid: z.ZodOptional<z.ZodNumber>;
    bestAsk: z.ZodOptional<z.ZodNumber>;
}, z.core.$strip>], "type">;
export type ExchangeStatus = Readonly<z.infer<typeof exchangeStatusSchema>>;
export type BookUpdate = Readonly<z.infer<typeof bookUpdateSchema>>;
export type Trade = Readonly<z.infer<typeof tradeSchema>>;
/**
 * An order that came to rest, was filled in part, was amended or left the book. `quantity` is what rests now; 0: it is
 * gone. Within a price the lower `priority` stands first; who goes to the back gets a new, higher one.
 */
export type OrderUpdate = Readonly<z.infer<typeof orderUpdateSchema>>;
/** The orders at the front of each side, in the order in which they trade. */
export type BookOrders = Readonly<z.infer<typeof bookOrdersSchema>>;
/** One order of `book_orders`. */
export type RestingOrder = BookOrders['bids'][number];
/** `quantity` is positive when long; `realizedPnl` is before fees, which are in `feesPaid`. */
export type PositionUpdate = Readonly<z.infer<typeof positionUpdateSchema>>;
/** `side` is that of the position being closed: `buy` for a long one. */
export type Liquidation = Readonly<z.infer<typeof liquidationSchema>>;
export type MarkPrice = Readonly<z.infer<typeof markPriceSchema>>;
export type MarketEvent = ExchangeStatus | BookUpdate | BookOrders | OrderUpdate | Trade | PositionUpdate | Liquidation | MarkPrice;
/** An event of which only its place in the stream is known: of a type from after this program, or not asked for. */
export interface IgnoredEvent {
    readonly type: 'ignored';
    readonly seq: number;
    readonly time: number;
}
export type StreamEvent = MarketEvent | IgnoredEvent;
/** One price level: price, and the quantity that rests there. */
export type Level = readonly [price: number, quantity: number];
/**
 * Read one frame of the event stream. Events of types that are not known are ignored, as the protocol asks.
 *
 * Almost every event is what its schema says and nothing more: those are only looked over, for zod would take longer
 * than all the rest of a reader's work.
 * @param unwanted types that need not be looked at
 * @throws when it is no frame of this protocol
 */
export declare function parseFrame(frame: string, unwanted?: ReadonlySet<MarketEvent['type']>): readonly StreamEvent[];
export {};
