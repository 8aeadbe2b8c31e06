"""Runs MiniStack for as long as whoever started it holds this process's standard input open.

A starter that dies without a word (SIGKILL, a crash of the machine's session) would otherwise leave the emulator, its
Lambda workers and their code behind. MiniStack 1.5.33 neither ends nor awaits its workers when it stops, nor removes
their folders.
"""

import os
import shutil
import signal
import sys
import threading

from ministack.app import main


def end_with_the_starter() -> None:
    while os.read(sys.stdin.fileno(), 4096):
        pass
    shutil.rmtree(os.environ["STOCKLINE_RUN_FOLDER"], ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def await_workers() -> None:
    """The starter's SIGTERM goes to the whole process group: collects the workers as they end, so that none is left."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


threading.Thread(target=end_with_the_starter, daemon=True).start()
try:
    main()
finally:
    await_workers()
