package dev.cairn.jobs.chaos;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A run that went right, made up from a seed: a naive service takes chunks, of which some are never
 * acknowledged, gives batches out, restarts, and takes feedback. Its events can be spoiled before
 * they are judged.
 */
final class Story {

  static final String TABLE = "replay";
  private static final double BETA = 0.4;
  private static final double[] FLOORS = {0.88, 0.58, 0};
  private static final int T = 16;
  private static final int B = 8;

  /** An item as the made-up service holds it. */
  private static final class Item {
    private final long id;
    private final int hash;
    private float value = 1;
    private double importance = Double.NaN;

    Item(long id, int hash) {
      this.id = id;
      this.hash = hash;
    }
  }

  private final SplittableRandom random;
  private final List<Event> events = new ArrayList<>();
  private final Map<Long, Item> items = new LinkedHashMap<>();
  private final List<Long> order = new ArrayList<>();
  private long now = 1_000_000;
  private long attempt = 100;
  private long sequence;
  private long request;
  private long update;
  private int fault;
  private long fed;
  private long early;

  private Story(long seed) {
    random = new SplittableRandom(seed);
  }

  /** So many steps of two writers, with a fault every so many batches. */
  static List<Event> of(long seed, int steps) {
    Story story = new Story(seed);
    int chunks = steps / T;
    for (int chunk = 0; chunk < chunks; chunk++) {
      story.now += 10;
      story.send(chunk);
      if (chunk > 4) {
        story.learn();
      }
      if (story.random.nextInt(chunks) < 5) {
        story.fail();
      }
    }
    story.end();
    return story.events;
  }

  private void send(int chunk) {
    int writer = chunk % 2;
    int life = chunk / 500;
    long index = chunk % 500 / 2 * (long) T;
    long first = StepNumber.of(writer, life, (int) index);
    int[] hashes = random.ints(T).toArray();
    String stream = "worker-" + writer;
    events.add(new Event.Sent(now, stream, life, chunk, first, hashes));
    int luck = random.nextInt(50);
    boolean written = luck != 0 && luck != 1;
    if (luck > 2) {
      events.add(new Event.SendEnded(now + 3, stream, life, chunk, Event.Outcome.ok));
    } else if (luck == 1) {
      events.add(new Event.SendEnded(now + 3, stream, life, chunk, Event.Outcome.fail));
    } else if (random.nextBoolean()) {
      events.add(new Event.SendEnded(now + 3, stream, life, chunk, Event.Outcome.unknown));
    }
    for (int i = 0; written && i < T; i++) {
      items.put(first + i, new Item(random.nextLong() | 1, hashes[i]));
      order.add(first + i);
    }
  }

  private void learn() {
    long[] ids = new long[B];
    long[] numbers = new long[B];
    int[] hashes = new int[B];
    double[] probabilities = new double[B];
    float[] weights = new float[B];
    for (int i = 0; i < B; i++) {
      numbers[i] = order.get(random.nextInt(order.size()));
      Item item = item(numbers[i]);
      ids[i] = item.id;
      hashes[i] = item.hash;
      probabilities[i] = random.nextDouble(1e-6, 1e-2);
      weights[i] = (float) Math.pow(order.size() * probabilities[i], -BETA);
    }
    Event.Drawn batch =
        new Event.Drawn(
            now + 5,
            "learner",
            0,
            TABLE,
            0,
            attempt,
            sequence++,
            request++,
            BETA,
            ids,
            numbers,
            hashes,
            probabilities,
            weights);
    events.add(
        new Event.Emitted(
            now + 4, TABLE, 0, attempt, batch.sequence(), "learner", batch.request()));
    events.add(batch);
    feed(batch);
  }

  private Item item(long number) {
    return requireNonNull(items.get(number));
  }

  private void feed(Event.Drawn batch) {
    float[] values = new float[B];
    for (int i = 0; i < B; i++) {
      values[i] = random.nextFloat();
    }
    events.add(
        new Event.Fed(
            now + 6,
            "learner",
            0,
            update,
            TABLE,
            0,
            attempt,
            batch.sequence(),
            batch.numbers(),
            values));
    int luck = random.nextInt(30);
    if (luck != 0) {
      events.add(new Event.FeedEnded(now + 7, "learner", 0, update, Event.Outcome.ok));
    }
    update++;
    if (luck == 0 && random.nextBoolean()) {
      return;
    }
    fed += B;
    if (luck == 1) {
      early += B; // the items had not come back yet when it came
      return;
    }
    Map<Long, Float> largest = new LinkedHashMap<>();
    for (int i = 0; i < B; i++) {
      largest.merge(batch.numbers()[i], values[i], Math::max);
    }
    largest.forEach(
        (number, value) -> {
          Item item = item(number);
          item.value = value;
          item.importance = value;
        });
  }

  /** A restart: the shard begins a new attempt and answers the last requests again. */
  private void fail() {
    now += 1_000;
    events.add(new Event.FaultBegan(now, fault, "kill", "task-manager-0"));
    now += 3_000;
    events.add(new Event.FaultEnded(now, fault++));
    events.add(new Event.Restarted(now + 1, "restarts=" + fault));
    now += 5_000;
    attempt += 1_000;
    sequence = 0;
    for (long again = Math.max(0, request - 3); again < request; again++) {
      events.add(new Event.Emitted(now, TABLE, 0, attempt, sequence++, "learner", again));
    }
  }

  private void end() {
    now += 100;
    events.add(new Event.Calm(now, 60_000));
    learn();
    events.add(new Event.CaughtUp(now + 900));
    events.add(
        new Event.Audited(
            now + 2_000,
            TABLE,
            new Event.Ledger(items.size() + 32, items.size(), 32, 0),
            new Event.Items(items.size(), items.size(), 0),
            new Event.Ledger(fed, fed - early, early, early),
            FLOORS,
            List.of()));
    items.forEach(
        (number, item) ->
            events.add(
                new Event.Held(
                    TABLE,
                    item.id,
                    number,
                    item.hash,
                    tier(item.importance),
                    item.importance,
                    item.value)));
  }

  private static int tier(double importance) {
    return Double.isNaN(importance) || importance >= FLOORS[0]
        ? 0
        : importance >= FLOORS[1] ? 1 : 2;
  }
}
