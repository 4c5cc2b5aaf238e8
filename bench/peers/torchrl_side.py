"""TorchRL's prioritized buffer: in this process, or with --remote behind a Ray actor."""

import collections
import sys

import torch
from side import drawn_before, options, serve, transitions
from tensordict import TensorDict
from torchrl.data import LazyTensorStorage, TensorDictPrioritizedReplayBuffer

IN_FLIGHT = 4
REMOTE = "--remote" in sys.argv
if REMOTE:
    sys.argv.remove("--remote")
o = options()
torch.set_num_threads(1)
chunk = TensorDict({name: torch.as_tensor(column) for name, column in transitions(o, o.chunk).items()}, batch_size=[o.chunk])
made = dict(alpha=o.alpha, beta=o.beta, priority_key="td_error", batch_size=o.batch)
if REMOTE:
    import ray

    ray.init(num_cpus=2, include_dashboard=False, logging_level="error")

    @ray.remote(num_cpus=1)
    class Buffer:
        """What the package's own remote wrapper does: one actor that holds a buffer and forwards the calls."""

        def __init__(self):
            self.buffer = TensorDictPrioritizedReplayBuffer(storage=LazyTensorStorage(o.items), **made)

        def extend(self, data):
            self.buffer.extend(data)

        def sample(self):
            return self.buffer.sample()

        def update(self, data):
            self.buffer.update_tensordict_priority(data)

    actor = Buffer.remote()
else:
    buffer = TensorDictPrioritizedReplayBuffer(storage=LazyTensorStorage(o.items), **made)
asked = collections.deque()


def add():
    if not REMOTE:
        buffer.extend(chunk)
        return
    asked.append(actor.extend.remote(chunk))
    if len(asked) > IN_FLIGHT:
        ray.get(asked.popleft())


drawn = collections.deque()


def learn():
    if not REMOTE:
        batch = buffer.sample()
        batch["td_error"] = torch.rand(o.batch)
        buffer.update_tensordict_priority(batch)
        return
    while len(drawn) < IN_FLIGHT:
        drawn.append(actor.sample.remote())
    batch = ray.get(drawn.popleft()).select("index")
    batch["td_error"] = torch.rand(o.batch)
    actor.update.remote(batch)


held, updated = [], collections.deque()


def update():
    if not held:
        batches = [ray.get(actor.sample.remote()) if REMOTE else buffer.sample() for _ in range(drawn_before(o))]
        held.extend(batch.select("index") for batch in batches)
    held.append(held.pop(0))
    held[-1]["td_error"] = torch.rand(o.batch)
    if not REMOTE:
        buffer.update_tensordict_priority(held[-1])
        return
    updated.append(actor.update.remote(held[-1]))
    if len(updated) > IN_FLIGHT:
        ray.get(updated.popleft())


for _ in range(0, o.items, o.chunk):
    add()
serve(o, add=add, learn=learn, update=update)
