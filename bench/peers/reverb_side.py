"""DeepMind Reverb: a server of its own process, asked over loopback."""

import collections
import itertools
import multiprocessing
import socket

import numpy as np
import reverb
import tensorflow as tf
from side import drawn_before, options, serve, transitions

IN_FLIGHT = 4


def server(port, items, alpha, signature):
    table = reverb.Table(
        name="t",
        sampler=reverb.selectors.Prioritized(alpha),
        remover=reverb.selectors.Fifo(),
        max_size=items,
        rate_limiter=reverb.rate_limiters.MinSize(1),
        signature={name: tf.TensorSpec((1, *shape), dtype, name) for name, (shape, dtype) in signature.items()},
    )
    reverb.Server(tables=[table], port=port).wait()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


if __name__ == "__main__":
    o = options()
    port = free_port()
    context = multiprocessing.get_context("spawn")
    columns = transitions(o, o.chunk)
    signature = {name: (column.shape[1:], column.dtype.name) for name, column in columns.items()}
    process = context.Process(target=server, args=(port, o.items, o.alpha, signature), daemon=True)
    process.start()
    client = reverb.Client(f"127.0.0.1:{port}")
    client.server_info(timeout=600)
    steps = [{name: column[i] for name, column in columns.items()} for i in range(o.chunk)]
    random = np.random.default_rng(2)
    # Its native writer: 2.5 times the inserts of a CPU-second of the one that makes items in Python. How long its chunks are,
    # and how many workers read, made no difference to the samples.
    pattern = reverb.structured_writer.pattern_from_transform(
        dict.fromkeys(columns), lambda step: {name: step[name][-1:] for name in columns}
    )
    writer = client.structured_writer([reverb.structured_writer.create_config(pattern, "t")])

    def add():
        for step in steps:
            writer.append(step)
        writer.flush(block_until_num_items=IN_FLIGHT * o.chunk)

    dataset = None

    newest = collections.deque(maxlen=drawn_before(o))
    held = itertools.cycle([])

    def learn():
        global dataset
        if dataset is None:
            # Its fastest reader: batches are made in native threads.
            dataset = iter(
                reverb.TrajectoryDataset.from_table_signature(
                    f"127.0.0.1:{port}", "t", max_in_flight_samples_per_worker=IN_FLIGHT * o.batch
                )
                .batch(o.batch)
                .prefetch(2)
            )
        sample = next(dataset)
        keys = sample.info.key.numpy().reshape(-1)
        newest.append(keys)
        values = random.random(len(keys))
        client.mutate_priorities("t", updates=dict(zip(keys.tolist(), values.tolist())))

    def hold():
        """What is sent is made before, for that is Python's time: two values for each item, by turns."""
        global held
        values = [random.random(o.batch).tolist() for _ in range(2)]
        held = itertools.cycle([dict(zip(keys.tolist(), each)) for each in values for keys in newest])

    def update():
        # As a call waits for its answer, several threads are faster; no other way to call it was.
        client.mutate_priorities("t", updates=next(held))

    for _ in range(0, o.items, o.chunk):
        add()
    writer.flush()
    serve(o, add=add, learn=learn, update=update, hold=hold, updaters=IN_FLIGHT)
