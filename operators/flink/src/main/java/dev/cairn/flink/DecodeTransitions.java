package dev.cairn.flink;

import dev.cairn.replay.TableSpec;
import dev.cairn.schema.Amendment;
import dev.cairn.schema.ChunkTable;
import dev.cairn.schema.TrajectoryChunk;
import dev.cairn.schema.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.jspecify.annotations.Nullable;

/**
 * Decodes trajectory chunks, one output for each table that a chunk names. A chunk that does not
 * fit a table is a dead letter, and goes on without its steps, so that the assembler counts them as
 * rejected. Of an amendment there is one output for each table that it is for and that holds steps
 * back, and one dead letter at most, for the first table that it does not fit.
 */
final class DecodeTransitions extends DecodeFunction<SpecificRecord, StreamInput> {

  private static final long serialVersionUID = 1L;
  private static final int MAX_STREAM = 200;

  private final ArrayList<TableSpec> tables;
  private transient Map<String, ChunkFit> fits = new HashMap<>();
  private transient Map<String, AmendmentFit> amendmentFits = new LinkedHashMap<>();
  private transient Counter chunks = new SimpleCounter();
  private transient Counter rejectedChunks = new SimpleCounter();

  DecodeTransitions(PipelineSpec spec) {
    super(spec.space());
    this.tables = new ArrayList<>(spec.tables());
  }

  @Override
  public void open(OpenContext context) throws Exception {
    super.open(context);
    fits = new HashMap<>();
    amendmentFits = new LinkedHashMap<>();
    for (TableSpec table : tables) {
      fits.put(table.name(), new ChunkFit(table));
      amendmentFits.put(table.name(), new AmendmentFit(table));
    }
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup(ShardMetrics.GROUP);
    chunks = group.counter("chunks");
    rejectedChunks = group.counter("rejectedChunks");
  }

  @Override
  public void close() throws Exception {
    // A task that is cancelled while it is restored is closed though it was never opened: fields
    // that are not serialized are null then, and an exception here ends the whole TaskManager.
    if (fits != null) {
      fits.values().forEach(ChunkFit::close);
    }
    super.close();
  }

  @Override
  SpecificRecord parse(byte[] value) {
    return Wire.decodeAny(value, TrajectoryChunk.class, Amendment.class);
  }

  @Override
  String space(SpecificRecord record) {
    return record instanceof Amendment amendment
        ? amendment.getSpace()
        : ((TrajectoryChunk) record).getSpace();
  }

  @Override
  void decode(SpecificRecord record, Input<StreamInput> input) throws Rejection {
    if (record instanceof Amendment amendment) {
      decode(amendment, input);
    } else {
      decode((TrajectoryChunk) record, input);
    }
  }

  private void decode(Amendment amendment, Input<StreamInput> input) throws Rejection {
    int length = amendment.getStream().length();
    Rejection.require(
        length >= 1 && length <= MAX_STREAM,
        Reason.OUT_OF_RANGE,
        "stream must have 1 to 200 characters: stream=",
        amendment.getStream());
    List<String> targets = amendment.getTables();
    if (targets.isEmpty()) {
      targets =
          amendmentFits.entrySet().stream()
              .filter(fit -> fit.getValue().holdsSteps())
              .map(Map.Entry::getKey)
              .toList();
      Rejection.require(
          !targets.isEmpty(),
          Reason.UNSUPPORTED,
          "a table must hold steps back, else an amendment comes after its step has become an"
              + " item; set storage.hold: episode. tables=",
          amendmentFits.keySet());
    }
    Rejection.require(
        new HashSet<>(targets).size() == targets.size(),
        Reason.OUT_OF_RANGE,
        "an amendment must name a table once: tables=",
        targets);
    Faults faults = new Faults();
    for (String target : targets) {
      try {
        input.emit(fit(amendment, target, input.raw()));
      } catch (Rejection e) {
        faults.add(e);
      }
    }
    faults.throwIfAny();
  }

  private TableAmendment fit(Amendment amendment, String target, RawRecord raw) throws Rejection {
    AmendmentFit fit = amendmentFits.get(target);
    if (fit == null) {
      throw new Rejection(
          Reason.UNKNOWN_TABLE,
          "table must be configured: allowed=" + amendmentFits.keySet() + " table=" + target);
    }
    try {
      return fit.fit(amendment, raw);
    } catch (Rejection e) {
      throw new Rejection(e.reason(), "table=" + target + " " + e.detail());
    }
  }

  private void decode(TrajectoryChunk chunk, Input<StreamInput> input) throws Rejection {
    chunks.inc();
    try {
      check(chunk);
    } catch (Rejection e) {
      for (String table : knownTables(chunk)) {
        input.emit(rejected(chunk, table, input.raw()));
      }
      throw e;
    }
    List<String> unknown = new ArrayList<>();
    for (ChunkTable target : chunk.getTables()) {
      ChunkFit fit = fits.get(target.getTable());
      if (fit == null) {
        unknown.add(target.getTable());
      } else {
        decode(chunk, target, fit, input);
      }
    }
    if (!unknown.isEmpty()) {
      throw new Rejection(
          Reason.UNKNOWN_TABLE,
          "tables must be configured: allowed=" + fits.keySet() + " table=" + unknown);
    }
  }

  private void decode(
      TrajectoryChunk chunk, ChunkTable target, ChunkFit fit, Input<StreamInput> input) {
    try {
      TableChunk.Content content = fit.content(chunk, target.getPriorities());
      input.emit(tableChunk(chunk, target.getTable(), input.raw(), content));
    } catch (Rejection e) {
      input.reject(new Rejection(e.reason(), "table=" + target.getTable() + " " + e.detail()));
      input.emit(rejected(chunk, target.getTable(), input.raw()));
    }
  }

  private static void check(TrajectoryChunk chunk) throws Rejection {
    Reason range = Reason.OUT_OF_RANGE;
    Rejection.require(
        validStream(chunk),
        range,
        "stream must have 1 to 200 characters: stream=",
        chunk.getStream());
    Rejection.require(
        validNumber(chunk), range, "chunk must be a number from 0: chunk=", chunk.getChunk());
    Rejection.require(chunk.getSteps() >= 1, range, "steps must be >= 1: steps=", chunk.getSteps());
    Rejection.require(
        chunk.getFirstStep() >= 0 && chunk.getFirstStep() <= Long.MAX_VALUE - chunk.getSteps(),
        range,
        "first_step must be >= 0 and the episode's steps countable in 63 bits: first_step=",
        chunk.getFirstStep());
    Rejection.require(
        chunk.getPolicyVersion() >= -1,
        range,
        "policy_version must be >= -1: policy_version=",
        chunk.getPolicyVersion());
    Rejection.require(
        !chunk.getTables().isEmpty(), range, "a chunk must name a table: tables=", "[]");
    Set<String> names = new HashSet<>();
    for (ChunkTable table : chunk.getTables()) {
      Rejection.require(
          names.add(table.getTable()),
          range,
          "a chunk must name a table once: table=",
          table.getTable());
    }
  }

  private Set<String> knownTables(TrajectoryChunk chunk) {
    Set<String> known = new HashSet<>();
    for (ChunkTable table : chunk.getTables()) {
      if (fits.containsKey(table.getTable())) {
        known.add(table.getTable());
      }
    }
    return known;
  }

  private TableChunk rejected(TrajectoryChunk chunk, String table, RawRecord raw) {
    rejectedChunks.inc();
    return tableChunk(chunk, table, raw, null);
  }

  private static TableChunk tableChunk(
      TrajectoryChunk chunk, String table, RawRecord raw, TableChunk.@Nullable Content content) {
    boolean positioned = validStream(chunk) && validNumber(chunk);
    byte[] value = raw.value();
    int size = value == null ? 0 : value.length;
    return new TableChunk(
        table,
        validStream(chunk) ? chunk.getStream() : "",
        chunk.getIncarnation(),
        positioned ? chunk.getChunk() : TableChunk.NO_NUMBER,
        // A step takes at least a byte: more than that is a lie that must not reach the ledger.
        Math.max(0, Math.min(chunk.getSteps(), size)),
        ItemIds.origin(raw.topic(), raw.partition(), raw.offset()),
        content);
  }

  private static boolean validStream(TrajectoryChunk chunk) {
    int length = chunk.getStream().length();
    return length >= 1 && length <= MAX_STREAM;
  }

  private static boolean validNumber(TrajectoryChunk chunk) {
    return chunk.getChunk() >= 0 && chunk.getChunk() < Long.MAX_VALUE;
  }
}
