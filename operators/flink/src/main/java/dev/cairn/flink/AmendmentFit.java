package dev.cairn.flink;

import dev.cairn.replay.ColumnSpec;
import dev.cairn.replay.DType;
import dev.cairn.replay.StorageUnit;
import dev.cairn.replay.TableSpec;
import dev.cairn.replay.trajectory.Stretch;
import dev.cairn.schema.Amendment;
import dev.cairn.schema.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fits amendments to one table. Immutable. */
final class AmendmentFit {

  private static final String REWARDS = "rewards";

  private final TableSpec table;

  AmendmentFit(TableSpec table) {
    this.table = table;
  }

  /** Whether steps of the table wait, so that something can be changed. */
  boolean holdsSteps() {
    return table.stepsWait();
  }

  /**
   * The change for this table.
   *
   * @throws Rejection when it does not fit
   */
  TableAmendment fit(Amendment amendment, RawRecord raw) throws Rejection {
    Rejection.require(
        holdsSteps(),
        Reason.UNSUPPORTED,
        "an amendment must come before its step has become an item, which steps of this table do at"
            + " once; set storage.hold: episode. table=",
        table.name());
    int column = column(amendment);
    ColumnSpec spec = table.signature().columns().get(column);
    return new TableAmendment(
        table.name(),
        amendment.getStream(),
        amendment.getIncarnation(),
        amendment.getEpisode(),
        amendment.getStep(),
        column,
        value(spec, amendment.getValue()),
        raw);
  }

  private int column(Amendment amendment) throws Rejection {
    List<ColumnSpec> columns = table.signature().columns();
    for (int c = 0; c < columns.size(); c++) {
      ColumnSpec spec = columns.get(c);
      if (spec.name().equals(amendment.getColumn()) && mayChange(spec)) {
        return c;
      }
    }
    throw new Rejection(
        Reason.WRONG_COLUMNS,
        "column must be one of the table's with one row a step, and not compressed: allowed="
            + columns.stream().filter(this::mayChange).map(ColumnSpec::name).toList()
            + " column="
            + amendment.getColumn());
  }

  /**
   * An option's id says where items begin: it cannot change once steps were looked at. A compressed
   * column is not opened.
   */
  private boolean mayChange(ColumnSpec spec) {
    boolean cuts =
        table.storage() instanceof StorageUnit.Options
            && spec.name().equals(StorageUnit.Options.COLUMN);
    return !spec.observation() && !cuts && !spec.compressed();
  }

  private static byte[] value(ColumnSpec spec, Tensor tensor) throws Rejection {
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (!spec.dtype().name().equalsIgnoreCase(tensor.getDtype().name())
        || !tensor.getShape().equals(spec.shape())
        || data.remaining() != spec.rowBytes()) {
      throw new Rejection(
          Reason.WRONG_SHAPE,
          "value must be one row of the column: column="
              + spec.name()
              + " allowed="
              + spec.dtype().name().toLowerCase(Locale.ROOT)
              + " "
              + spec.shape()
              + " dtype="
              + tensor.getDtype()
              + " shape="
              + tensor.getShape()
              + " bytes="
              + data.remaining());
    }
    if (spec.name().equals(REWARDS)) {
      double reward =
          spec.dtype() == DType.FLOAT64
              ? data.getDouble(data.position())
              : data.getFloat(data.position());
      Rejection.require(
          Double.isFinite(reward), Reason.NOT_FINITE, "rewards must be finite: value=", reward);
    }
    byte[] value = new byte[data.remaining()];
    data.get(value);
    return value;
  }

  /**
   * Why a change has no effect any more.
   *
   * @param open what waits of the stream; null when nothing does
   */
  static Rejection tooLate(TableAmendment amendment, @Nullable Stretch open) {
    return new Rejection(
        Reason.TOO_LATE,
        "a step must wait to become an item when it is amended: table="
            + amendment.table()
            + " stream="
            + amendment.stream()
            + " incarnation="
            + amendment.incarnation()
            + " episode="
            + amendment.episode()
            + " step="
            + amendment.step()
            + " waiting="
            + (open == null
                ? "none"
                : "episode "
                    + open.episode()
                    + ", steps ["
                    + open.decided()
                    + ", "
                    + open.end()
                    + ")"));
  }
}
