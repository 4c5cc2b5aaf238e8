package dev.cairn.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What a batch must hold, written down from the items' steps one by one, column by column. */
final class NaiveBatch {

  private final Map<String, byte[]> data = new LinkedHashMap<>();
  private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
  private final Signature signature;
  private final List<Steps.Item> items;

  private NaiveBatch(Signature signature, List<Steps.Item> items) {
    this.signature = signature;
    this.items = items;
  }

  static NaiveBatch of(TableSpec spec, List<Steps.Item> items) {
    NaiveBatch batch = new NaiveBatch(spec.signature(), items);
    StorageUnit unit = spec.storage();
    if (unit instanceof StorageUnit.Timesteps t) {
      batch.transitions(t.maxSteps() > 1, t.gamma());
    } else if (unit instanceof StorageUnit.Options o) {
      batch.transitions(true, o.gamma());
    } else if (unit instanceof StorageUnit.Sequences s) {
      batch.sequences(s);
    } else {
      batch.flat();
    }
    return batch;
  }

  void check(DrawnBatch batch) {
    assertThat(batch.columns().stream().map(DrawnBatch.ColumnData::name))
        .containsExactlyInAnyOrderElementsOf(data.keySet());
    for (DrawnBatch.ColumnData column : batch.columns()) {
      assertThat(column.shape()).as(column.name()).isEqualTo(shapes.get(column.name()));
      assertThat(opened(column, batch)).as(column.name()).isEqualTo(data.get(column.name()));
    }
  }

  private byte[] opened(DrawnBatch.ColumnData column, DrawnBatch batch) {
    if (column.encoding() == Encoding.RAW) {
      return column.data();
    }
    String name = column.name().replaceFirst("^new_", "");
    ColumnSpec spec = signature.columns().get(signature.indexOf(name));
    return TestPieces.opened(column, spec, batch.columns());
  }

  private void put(String name, List<Integer> shape, List<byte[]> rows) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rows.forEach(bytes::writeBytes);
    data.put(name, bytes.toByteArray());
    shapes.put(name, shape);
  }

  private void longs(String name, ToLongFunction<Steps.Item> value) {
    put(
        name,
        List.of(items.size()),
        rows(i -> Steps.buffer(8).putLong(value.applyAsLong(i)).array()));
  }

  private interface Row {
    byte[] of(Steps.Item item);
  }

  private List<byte[]> rows(Row row) {
    return items.stream().map(row::of).toList();
  }

  private static byte[] bool(boolean value) {
    return new byte[] {(byte) (value ? 1 : 0)};
  }

  private static List<Integer> shape(ColumnSpec column, int... leading) {
    List<Integer> shape = new ArrayList<>();
    for (int axis : leading) {
      shape.add(axis);
    }
    if (column.stack() > 1) {
      shape.add(column.stack());
    }
    shape.addAll(column.shape());
    return shape;
  }

  private void transitions(boolean several, double gamma) {
    int n = items.size();
    for (ColumnSpec column : signature.columns()) {
      String name = column.name();
      put(
          name,
          shape(column, n),
          rows(
              i ->
                  name.equals("rewards")
                      ? sum(i, gamma)
                      : Steps.stacked(column, i.episode(), i.first())));
      if (column.observation()) {
        put(
            "new_" + name,
            shape(column, n),
            rows(i -> Steps.stacked(column, i.episode(), i.end())));
      }
    }
    put("terminateds", List.of(n), rows(i -> bool(i.terminated())));
    put("truncateds", List.of(n), rows(i -> bool(i.truncated())));
    longs("eps_id", Steps.Item::episode);
    longs("t", Steps.Item::first);
    if (several) {
      put("n_steps", List.of(n), rows(i -> Steps.buffer(4).putInt(i.length()).array()));
      put(
          "discounts",
          List.of(n),
          rows(
              i ->
                  Steps.buffer(4)
                      .putFloat(i.terminated() ? 0 : (float) power(gamma, i.length()))
                      .array()));
    }
  }

  private static double power(double gamma, int n) {
    double power = 1;
    for (int k = 0; k < n; k++) {
      power *= gamma;
    }
    return power;
  }

  private static byte[] sum(Steps.Item item, double gamma) {
    double sum = 0;
    for (int k = 0; k < item.length(); k++) {
      sum += power(gamma, k) * Steps.reward(item.episode(), item.first() + k);
    }
    return Steps.buffer(4).putFloat((float) sum).array();
  }

  private void flat() {
    List<Steps.Item> whole = List.copyOf(items);
    int total = whole.stream().mapToInt(Steps.Item::length).sum();
    NaiveBatch steps = new NaiveBatch(signature, new ArrayList<>());
    for (Steps.Item item : whole) {
      for (int k = 0; k < item.length(); k++) {
        boolean last = k == item.length() - 1;
        steps.items.add(
            new Steps.Item(
                item.id(),
                item.episode(),
                item.first() + k,
                1,
                last && item.terminated(),
                last && item.truncated()));
      }
    }
    assertThat(steps.items).hasSize(total);
    steps.transitions(false, 1);
    data.putAll(steps.data);
    shapes.putAll(steps.shapes);
    int n = whole.size();
    put("seq_lens", List.of(n), rows(i -> Steps.buffer(4).putInt(i.length()).array()));
    put("cuts", List.of(n), rows(i -> bool(!i.terminated() && !i.truncated())));
  }

  private void sequences(StorageUnit.Sequences unit) {
    int n = items.size();
    int length = unit.length();
    for (ColumnSpec column : signature.columns()) {
      if (column.name().startsWith("state_in_")) {
        boolean kept = unit.state() == StorageUnit.FirstState.KEPT;
        put(
            column.name(),
            shape(column, n),
            rows(
                i ->
                    kept
                        ? Steps.row(column.name(), i.episode(), i.first())
                        : new byte[column.rowBytes()]));
        continue;
      }
      int more = column.observation() ? 1 : 0;
      List<byte[]> rows = new ArrayList<>();
      for (Steps.Item item : items) {
        for (int k = 0; k < length + more; k++) {
          rows.add(
              k < item.length() + more
                  ? Steps.stacked(column, item.episode(), item.first() + k)
                  : new byte[column.rowBytes() * column.stack()]);
        }
      }
      put(column.name(), shape(column, n, length + more), rows);
    }
    put("terminateds", List.of(n, length), lastOf(length, Steps.Item::terminated));
    put("truncateds", List.of(n, length), lastOf(length, Steps.Item::truncated));
    List<byte[]> mask = new ArrayList<>();
    for (Steps.Item item : items) {
      for (int k = 0; k < length; k++) {
        mask.add(bool(k >= unit.burnIn() && k < item.length()));
      }
    }
    put("mask", List.of(n, length), mask);
    put("seq_lens", List.of(n), rows(i -> Steps.buffer(4).putInt(i.length()).array()));
    longs("eps_id", Steps.Item::episode);
    longs("t", Steps.Item::first);
  }

  private List<byte[]> lastOf(int length, java.util.function.Predicate<Steps.Item> flag) {
    List<byte[]> rows = new ArrayList<>();
    for (Steps.Item item : items) {
      for (int k = 0; k < length; k++) {
        rows.add(bool(k == item.length() - 1 && flag.test(item)));
      }
    }
    return rows;
  }
}
