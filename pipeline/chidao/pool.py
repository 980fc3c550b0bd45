"""A function over many items in bounded worker processes, results in the order of the items."""

import multiprocessing
import os
import threading
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
AHEAD = 4
# How often an item whose worker died is tried alone: a machine that runs out of memory kills the innocent too.
TRIES = 3


def in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    workers: int,
    lost: Callable[[Item], Result],
    known: Callable[[Item], Result | None] = lambda _: None,
) -> Iterator[Result]:
    """Yield `function(item)` for every item, in order; at most a few batches a worker are held at any time.

    `known(item)`, asked in this process, may give the result at once. `function` must be importable by its name
    (processes are spawned, not forked). An item whose worker process dies is tried again, alone; when that dies every
    time too, `lost(item)` stands for its result. Workers whose parent dies end with it.
    """
    stream = iter(items)
    first = list(islice(stream, FEW)) if workers > 1 else []
    stream = chain(first, stream)
    if workers == 1 or len(first) < FEW:
        for item in stream:
            result = known(item)
            yield function(item) if result is None else result
        return
    under_way: deque[_Batch[Item, Result]] = deque()
    pool = _Pool(function, workers)
    try:
        while True:
            while len(under_way) < workers * AHEAD and (some := list(islice(stream, BATCH))):
                under_way.append(_Batch(pool, some, [known(item) for item in some]))
            if not under_way:
                return
            batch = under_way.popleft()
            try:
                results = batch.results()
            except BrokenProcessPool:
                # Which item it was is not known: this batch is gone through one by one, the others start again.
                pool.restart()
                results = batch.one_by_one(lost)
                for other in under_way:
                    other.submit()
            yield from results
    finally:
        pool.close()


class _Batch(Generic[Item, Result]):
    """Items under way; `found` holds the results that are known already, None for the others."""

    def __init__(self, pool: "_Pool[Item, Result]", items: list[Item], found: "list[Result | None]") -> None:
        self._pool, self._items, self._found = pool, items, found
        self.submit()

    def submit(self) -> None:
        self._missing = [item for item, result in zip(self._items, self._found, strict=True) if result is None]
        self._future = self._pool.submit(self._missing) if self._missing else None

    def results(self) -> list[Result]:
        """Wait for the results. Raises BrokenProcessPool where a worker died meanwhile."""
        return self._filled(self._future.result() if self._future else [])

    def one_by_one(self, lost: Callable[[Item], Result]) -> list[Result]:
        return self._filled([self._pool.alone(item, lost) for item in self._missing])

    def _filled(self, results: list[Result]) -> list[Result]:
        new = iter(results)
        return [next(new) if result is None else result for result in self._found]


class _Pool(Generic[Item, Result]):
    def __init__(self, function: Callable[[Item], Result], workers: int) -> None:
        self._function, self._workers = function, workers
        self._executor = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # A forked child would inherit the locks of the progress bar's thread.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_end_with_parent)

    def submit(self, batch: list[Item]) -> "Future[list[Result]]":
        try:
            return self._executor.submit(_each, self._function, batch)
        except BrokenProcessPool as error:
            failed: Future[list[Result]] = Future()
            failed.set_exception(error)
            return failed

    def alone(self, item: Item, lost: Callable[[Item], Result]) -> Result:
        for _ in range(TRIES):
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


def _end_with_parent() -> None:
    """Watch the parent in a worker: one that was killed tells nobody, and its workers would wait for work forever."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
