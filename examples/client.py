"""A Botpit client (docs/protocol.md): buys at the best ask, then prints the quantity bought and the best bid and ask.

Needs the `websockets` package: pip install websockets, or on Debian and Ubuntu apt install python3-websockets.
Start a pit, then: python3 examples/client.py --buys 3
A pit that asks for tokens finds them in BOTPIT_TOKEN (order gateway) and BOTPIT_STREAM_TOKEN (relay).
"""
import argparse
import asyncio
import json
import os
import ssl
from urllib.parse import urlencode

try:
    import websockets
except ImportError:
    raise SystemExit("The package websockets is missing: pip install websockets (Debian: apt install python3-websockets)")


class Book:
    """One symbol's book. After a hole in `seq` it is empty until the next checkpoint."""

    def __init__(self, symbol):
        self.symbol, self.sides, self.seq, self.changed = symbol, {}, None, asyncio.Event()

    def apply(self, event):
        if event["type"] != "exchange_status" and event["seq"] != (self.seq or 0) + 1:
            self.sides = {}
        self.seq = event["seq"]
        if event["type"] != "book_update" or event["symbol"] != self.symbol:
            return
        if event["snapshot"]:
            self.sides = {"bids": {}, "asks": {}}
        for side, levels in self.sides.items():
            self.sides[side] = {price: size for price, size in {**levels, **dict(event[side])}.items() if size > 0}
        self.changed.set()

    def best(self):
        return max(self.sides.get("bids", ()), default=None), min(self.sides.get("asks", ()), default=None)


def tls(url, certificate):
    """The options of a wss:// connection. A pit's own certificate need not name the address that leads to it."""
    if not url.startswith("wss:"):
        return {}
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = certificate is None
    return {"ssl": context}


def with_token(url):
    token = os.environ.get("BOTPIT_STREAM_TOKEN")
    return f"{url}/?{urlencode({'token': token})}" if token and "?" not in url else url


async def follow(options, book):
    url = with_token(options.relay)
    async with websockets.connect(url, max_size=None, **tls(url, options.server_cert)) as feed:
        async for frame in feed:
            for event in json.loads(frame):
                book.apply(event)


async def buy(gateway, book, lot, number):
    """Sends one order and waits until it ends. Returns the quantity bought."""
    while book.best()[1] is None:
        book.changed.clear()
        await book.changed.wait()
    order = {"clientOrderId": f"py-{number}", "symbol": book.symbol, "side": "buy", "orderType": "limit"}
    terms = {"price": book.best()[1], "quantity": lot, "timeInForce": "ioc"}
    await gateway.send(json.dumps({"type": "place_order", **order, **terms}))
    bought = 0
    async for frame in gateway:
        reply = json.loads(frame)
        if reply["type"] in ("order_rejected", "error"):
            raise SystemExit(f"{reply['code']}: {reply['reason']}")
        bought += reply["quantity"] if reply["type"] == "fill" else 0
        if reply["type"] == "order_canceled" or reply.get("remainingQuantity") == 0:
            return bought


async def main(options):
    book = Book(options.symbol)
    following = asyncio.create_task(follow(options, book))
    login = {"type": "login", "account": options.account, "protocol": 1}
    if "BOTPIT_TOKEN" in os.environ:
        login["token"] = os.environ["BOTPIT_TOKEN"]
    async with websockets.connect(options.orders, **tls(options.orders, options.server_cert)) as gateway:
        await gateway.send(json.dumps(login))
        welcome = json.loads(await gateway.recv())
        if welcome["type"] != "welcome":
            raise SystemExit(f"{welcome['code']}: {welcome['reason']}")
        lots = {instrument["symbol"]: instrument["lotSize"] for instrument in welcome["instruments"]}
        bought = sum([await buy(gateway, book, lots[options.symbol], number) for number in range(options.buys)])
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    print(json.dumps({"account": welcome["account"], "bought": round(bought, 9), "best": book.best()}))


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--orders", default="ws://127.0.0.1:9001")
parser.add_argument("--relay", default="ws://127.0.0.1:9010")
parser.add_argument("--account", default="py")
parser.add_argument("--symbol", default="BTC-USD")
parser.add_argument("--server-cert", help="certificate (PEM) that both servers of a wss:// pit must show")
parser.add_argument("--buys", type=int, default=1)
asyncio.run(main(parser.parse_args()))
