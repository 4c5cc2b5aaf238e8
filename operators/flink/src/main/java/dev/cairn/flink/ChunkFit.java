package dev.cairn.flink;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.SamplerSpec;
import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Column;
import dev.cairn.schema.DType;
import dev.cairn.schema.Encoding;
import dev.cairn.schema.Tensor;
import dev.cairn.schema.Tensors;
import dev.cairn.schema.TrajectoryChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fits chunks to one table: checks every column against the signature and lays them out in its
 * order. Columns are found by name, whatever their order. Not thread-safe.
 */
final class ChunkFit implements AutoCloseable {

  private static final String REWARDS = "rewards";

  private final TableSpec table;
  private final List<ColumnSpec> specs;
  private final Map<String, Integer> positions = new HashMap<>();
  private final CompressedFit compressedFit = new CompressedFit();

  ChunkFit(TableSpec table) {
    this.table = table;
    this.specs = table.signature().columns();
    for (int i = 0; i < specs.size(); i++) {
      positions.put(specs.get(i).name(), i);
    }
  }

  /**
   * The chunk's steps as the table holds them. Each byte is copied once, of compressed columns
   * twice.
   *
   * @param priorities initial value of each step, or null
   * @throws Rejection when any part of the chunk does not fit
   */
  TableChunk.Content content(TrajectoryChunk chunk, @Nullable Tensor priorities) throws Rejection {
    int steps = chunk.getSteps();
    if (steps > table.maxChunkSteps()) {
      throw new Rejection(
          Reason.TOO_LARGE,
          "a chunk must have at most max_chunk_steps: allowed="
              + table.maxChunkSteps()
              + " steps="
              + steps);
    }
    byte[] payload = payload(inOrder(chunk), steps);
    return new TableChunk.Content(
        chunk.getPolicyVersion(),
        chunk.getEpisode(),
        chunk.getFirstStep(),
        chunk.getTerminated(),
        chunk.getTruncated(),
        payload,
        priorities == null ? null : initial(priorities, steps));
  }

  private Column[] inOrder(TrajectoryChunk chunk) throws Rejection {
    Column[] found = new Column[specs.size()];
    place(chunk.getObservations(), true, found);
    place(chunk.getColumns(), false, found);
    for (int i = 0; i < found.length; i++) {
      if (found[i] == null) {
        throw new Rejection(
            Reason.WRONG_COLUMNS,
            "every column of the table must be there: allowed="
                + positions.keySet()
                + " missing="
                + specs.get(i).name());
      }
    }
    return found;
  }

  private void place(List<Column> columns, boolean observation, Column[] found) throws Rejection {
    for (Column column : columns) {
      Integer position = positions.get(column.getName());
      if (position == null || specs.get(position).observation() != observation) {
        throw new Rejection(
            Reason.WRONG_COLUMNS,
            (observation ? "observations" : "columns")
                + " must be those of the table: allowed="
                + names(observation)
                + " name="
                + column.getName());
      }
      if (found[position] != null) {
        throw new Rejection(
            Reason.WRONG_COLUMNS, "a column must come once: name=" + column.getName());
      }
      found[position] = column;
    }
  }

  private List<String> names(boolean observation) {
    return specs.stream()
        .filter(spec -> spec.observation() == observation)
        .map(ColumnSpec::name)
        .toList();
  }

  private byte[] payload(Column[] columns, int steps) throws Rejection {
    List<byte[]> compressed = new ArrayList<>();
    int size = table.signature().payloadBytes(steps);
    for (int i = 0; i < columns.length; i++) {
      checkColumn(specs.get(i), columns[i], steps);
      if (specs.get(i).compressed()) {
        byte[] pieces = compressedFit.pieces(specs.get(i), columns[i].getTensor(), steps);
        compressed.add(pieces);
        size += pieces.length;
      }
    }
    // All sizes are now known to be those of the bytes that came, so this cannot be a bomb.
    byte[] payload = new byte[size];
    int at = 0;
    for (int i = 0; i < columns.length; i++) {
      if (!specs.get(i).compressed()) {
        ByteBuffer data = columns[i].getTensor().getData();
        data.get(data.position(), payload, at, data.remaining());
        at += data.remaining();
      }
    }
    for (byte[] pieces : compressed) {
      System.arraycopy(pieces, 0, payload, at, pieces.length);
      at += pieces.length;
    }
    return payload;
  }

  private static void checkColumn(ColumnSpec spec, Column column, int steps) throws Rejection {
    Encoding encoding = spec.compressed() ? Encoding.zstd : Encoding.raw;
    if (column.getEncoding() != encoding) {
      throw new Rejection(
          Reason.UNSUPPORTED,
          "encoding must be that of the table: column="
              + spec.name()
              + " allowed="
              + encoding
              + " encoding="
              + column.getEncoding());
    }
    Tensor tensor = column.getTensor();
    long bytes = (long) spec.rows(steps) * spec.rowBytes();
    if (!sameType(spec, tensor)
        || !sameShape(spec, tensor.getShape(), spec.rows(steps))
        || (!spec.compressed() && tensor.getData().remaining() != bytes)) {
      throw new Rejection(
          Reason.WRONG_SHAPE,
          "a column must have the dtype and shape of the table: column="
              + spec.name()
              + " allowed="
              + spec.dtype().name().toLowerCase(Locale.ROOT)
              + " ["
              + spec.rows(steps)
              + "]+"
              + spec.shape()
              + " bytes="
              + bytes
              + "; dtype="
              + tensor.getDtype()
              + " shape="
              + tensor.getShape()
              + " bytes="
              + tensor.getData().remaining());
    }
    if (spec.name().equals(REWARDS)) {
      checkFinite(spec, Tensors.littleEndian(tensor.getData()));
    }
  }

  private static boolean sameType(ColumnSpec spec, Tensor tensor) {
    return spec.dtype().name().equalsIgnoreCase(tensor.getDtype().name());
  }

  private static boolean sameShape(ColumnSpec spec, List<Integer> shape, int rows) {
    return shape.size() == spec.shape().size() + 1
        && shape.get(0) == rows
        && shape.subList(1, shape.size()).equals(spec.shape());
  }

  private static void checkFinite(ColumnSpec spec, ByteBuffer data) throws Rejection {
    boolean wide = spec.dtype() == dev.cairn.replay.DType.FLOAT64;
    int width = spec.dtype().bytes();
    for (int at = 0; at + width <= data.capacity(); at += width) {
      double value = wide ? data.getDouble(at) : data.getFloat(at);
      if (!Double.isFinite(value)) {
        throw new Rejection(
            Reason.NOT_FINITE, "rewards must be finite: step=" + at / width + " value=" + value);
      }
    }
  }

  private float[] initial(Tensor priorities, int steps) throws Rejection {
    if (priorities.getDtype() != DType.float32
        || !priorities.getShape().equals(List.of(steps))
        || priorities.getData().remaining() != 4 * steps) {
      throw new Rejection(
          Reason.WRONG_SHAPE,
          "priorities must be float32 ["
              + steps
              + "]: dtype="
              + priorities.getDtype()
              + " shape="
              + priorities.getShape()
              + " bytes="
              + priorities.getData().remaining());
    }
    float[] initial = Tensors.floats(priorities);
    boolean absolute = table.sampler().takes() == SamplerSpec.Takes.TD_ERROR;
    for (int step = 0; step < steps; step++) {
      float value = initial[step];
      if (!Float.isFinite(value)) {
        throw new Rejection(
            Reason.NOT_FINITE, "priorities must be finite: step=" + step + " value=" + value);
      }
      if (value < 0 && !absolute) {
        throw new Rejection(
            Reason.OUT_OF_RANGE, "priorities must be >= 0: step=" + step + " value=" + value);
      }
      initial[step] = Math.abs(value);
    }
    return initial;
  }

  @Override
  public void close() {
    compressedFit.close();
  }
}
