"""Runs moto, the second AWS emulator, for as long as the process that started it holds this process's standard input open.

A starter that dies without a word (SIGKILL) would otherwise leave it behind.
"""

import copy
import os
import signal
import sys
import threading

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import run_simple


def answer_one_call_at_a_time(app):
    """Lets one call finish before the next begins.

    moto 5.2.5 compares and then writes without a lock, and its server answers in threads: of two conditional writes of
    one item that came together, both succeeded. DynamoDB serialises the writes of an item.
    """
    turn = threading.Lock()

    def answer(environ, start_response):
        with turn:
            return app(environ, start_response)

    return answer


def copy_a_table_once_per_transaction() -> None:
    """Keeps one copy of a table for undoing a transaction.

    moto 5.2.5 copies the whole table for each action of a transaction: one of 100 items took half a minute.
    """
    transact = DynamoDBBackend.transact_write_items
    copies: dict[str, Table] = {}

    def copy_of(table: Table, memo: dict) -> Table:
        if table.name not in copies:
            copied = copies[table.name] = table.__class__.__new__(table.__class__)
            memo[id(table)] = copied
            copied.__dict__.update(copy.deepcopy(table.__dict__, memo))
        return copies[table.name]

    def transact_once(self, items):
        copies.clear()
        return transact(self, items)

    Table.__deepcopy__ = copy_of
    DynamoDBBackend.transact_write_items = transact_once


def end_with_the_starter() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.killpg(0, signal.SIGKILL)


port = int(os.environ["STOCKLINE_MOTO_PORT"])
copy_a_table_once_per_transaction()
threading.Thread(target=end_with_the_starter, daemon=True).start()
main_app = DomainDispatcherApplication(create_backend_app)
run_simple(
    "127.0.0.1", port, answer_one_call_at_a_time(main_app), threaded=True, request_handler=MotoRequestHandler
)
