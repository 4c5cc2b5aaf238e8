package dev.cairn.jobs.e2e;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * The local file system under the scheme {@code failing}, which refuses files of RocksDB when it is
 * told to: those are written in the asynchronous phase of a checkpoint.
 */
public final class FailingFileSystem extends LocalFileSystem {

  static final String SCHEME = "failing";

  private static final AtomicInteger LEFT = new AtomicInteger();

  /** Refuses the next files. */
  static void refuse(int files) {
    LEFT.set(files);
  }

  /** How many of them are still to be refused. */
  static int left() {
    return LEFT.get();
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public FSDataOutputStream create(Path file, WriteMode mode) throws IOException {
    // What all of a job's checkpoints share are the files of its RocksDB.
    if (file.getPath().contains("/shared/")
        && LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IOException("refused for a test: file=" + file);
    }
    return super.create(file, mode);
  }

  /** Found by Flink. */
  public static final class Factory implements FileSystemFactory {

    @Override
    public String getScheme() {
      return SCHEME;
    }

    @Override
    public FileSystem create(URI uri) {
      return new FailingFileSystem();
    }
  }
}
