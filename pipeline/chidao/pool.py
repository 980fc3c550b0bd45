"""A function over many items in bounded worker processes, results in the order of the items."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# Starting a process and loading the rules costs as much as a few dozen articles.
FEW = 48
BATCH = 16
# Batches under way for each worker: enough that none waits, few enough that memory stays flat.
AHEAD = 3


def in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    lost: Callable[[Item], Result],
) -> Iterator[Result]:
    """Yield `function(item)` for every item, in order; at most a few batches a worker are held at any time.

    `function` must be importable by its name (processes are spawned, not forked). An item whose worker process dies is
    tried once more, alone; when that dies too, `lost(item)` stands for its result.
    """
    stream = iter(items)
    first = list(islice(stream, FEW)) if workers > 1 else []
    if workers == 1 or len(first) < FEW:
        yield from map(function, chain(first, stream))
        return
    stream = chain(first, stream)
    under_way: deque[tuple[list[Item], Future[list[Result]]]] = deque()
    pool = _Pool(function, workers)
    try:
        while True:
            while len(under_way) < workers * AHEAD and (batch := list(islice(stream, BATCH))):
                under_way.append((batch, pool.submit(batch)))
            if not under_way:
                return
            batch, future = under_way.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                # Which item it was is not known: this batch is gone through one by one, the others start again.
                pool.restart()
                results = [pool.alone(item, lost) for item in batch]
                under_way = deque((b, pool.submit(b)) for b, _ in under_way)
            yield from results
    finally:
        pool.close()


class _Pool(Generic[Item, Result]):
    def __init__(self, function: Callable[[Item], Result], workers: int) -> None:
        self._function, self._workers = function, workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # A forked child would inherit the locks of the progress bar's thread.
        return ProcessPoolExecutor(self._workers, mp_context=multiprocessing.get_context("spawn"))

    def submit(self, batch: list[Item]) -> "Future[list[Result]]":
        try:
            return self._executor.submit(_each, self._function, batch)
        except BrokenProcessPool as error:
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def alone(self, item: Item, lost: Callable[[Item], Result]) -> Result:
        try:
            return self.submit([item]).result()[0]
        except BrokenProcessPool:
            self.restart()
            return lost(item)

    def restart(self) -> None:
        self.close()
        self._executor = self._start()

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)


def _each(function: Callable[[Item], Result], batch: list[Item]) -> list[Result]:
    return [function(item) for item in batch]
