"""cpprb's prioritized buffer, in this process."""

import numpy as np
from cpprb import PrioritizedReplayBuffer
from side import options, serve, transitions

o = options()
shapes = {"obs": {"shape": o.floats}, "actions": {"dtype": np.int64}, "rewards": {}}
if o.successors:
    shapes |= {"new_obs": {"shape": o.floats}, "terminateds": {"dtype": bool}}
buffer = PrioritizedReplayBuffer(o.items, shapes, alpha=o.alpha)
random = np.random.default_rng(2)
chunk = transitions(o, o.chunk)


def add():
    buffer.add(**chunk)


def learn():
    batch = buffer.sample(o.batch, beta=o.beta)
    buffer.update_priorities(batch["indexes"], random.random(o.batch, dtype=np.float32))


for _ in range(0, o.items, o.chunk):
    add()
serve(o, add=add, learn=learn)
