"""RLlib's prioritized buffer in a Ray actor, as its distributed algorithms keep it; the learner asks from another process."""

import collections

import numpy as np
import ray
from ray.rllib.policy.sample_batch import SampleBatch
from ray.rllib.utils.replay_buffers import PrioritizedReplayBuffer
from side import drawn_before, options, serve, transitions

o = options()
ray.init(num_cpus=2, include_dashboard=False, logging_level="error")
actor = ray.remote(num_cpus=1)(PrioritizedReplayBuffer).remote(capacity=o.items, alpha=o.alpha)
random = np.random.default_rng(2)
chunk = SampleBatch(transitions(o, o.chunk))
IN_FLIGHT = 4
asked = collections.deque()


def add():
    asked.append(actor.add.remote(chunk))
    if len(asked) > IN_FLIGHT:
        ray.get(asked.popleft())


drawn = collections.deque()


def learn():
    while len(drawn) < IN_FLIGHT:
        drawn.append(actor.sample.remote(o.batch, o.beta))
    batch = ray.get(drawn.popleft())
    actor.update_priorities.remote(batch["batch_indexes"], random.random(o.batch) + 1e-6)


held, updated = [], collections.deque()


def update():
    """Batches whose indexes are known, as many under way as are asked for when it learns."""
    if not held:
        held.extend(ray.get([actor.sample.remote(o.batch, o.beta) for _ in range(drawn_before(o))], timeout=600))
        held[:] = [batch["batch_indexes"] for batch in held]
    held.append(held.pop(0))
    updated.append(actor.update_priorities.remote(held[-1], random.random(o.batch) + 1e-6))
    if len(updated) > IN_FLIGHT:
        ray.get(updated.popleft())


for _ in range(0, o.items, o.chunk):
    add()
serve(o, add=add, learn=learn, update=update)
