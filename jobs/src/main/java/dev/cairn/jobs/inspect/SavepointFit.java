package dev.cairn.jobs.inspect;

import dev.cairn.jobs.config.CairnConfig;
import dev.cairn.jobs.start.StartException;
import dev.cairn.replay.ReplayShard;
import dev.cairn.replay.TableSpec;
import java.nio.file.Path;

/**
 * Whether a job of a configuration can go on from a savepoint: asked before the job that runs is
 * ended for it.
 */
public final class SavepointFit {

  private static final String FITS = "";

  private SavepointFit() {}

  /**
   * Reads the header of every shard.
   *
   * @param savepoint the directory with the file {@code _metadata}
   * @throws StartException when it cannot be read, or a table has changed in what its state relies
   *     on; the message says the way round
   */
  public static void require(Path savepoint, CairnConfig config) {
    for (String found : CheckpointReader.read(savepoint, config.tables(), SavepointFit::look)) {
      if (!found.equals(FITS)) {
        throw new StartException(
            "the savepoint does not fit the configuration: savepoint=" + savepoint + ": " + found);
      }
    }
  }

  private static String look(TableSpec table, int shard, ReplayShard.Blocks blocks, byte[] header) {
    try {
      ReplayShard.requireFits(table, shard, header);
      return FITS;
    } catch (IllegalArgumentException e) {
      return "table=" + table.name() + " shard=" + shard + ": " + e.getMessage();
    }
  }
}
