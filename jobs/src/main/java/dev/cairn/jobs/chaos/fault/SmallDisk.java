package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A disk of a few MiB under a folder: a tmpfs, which only root may mount. */
public final class SmallDisk implements AutoCloseable {

  private static final String FILLER = "filler";
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;
  private static final long AGAIN_MS = 100;

  private final Path folder;
  private @Nullable Thread filler;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one.
   *
   * @param folder made if needed; what is in it is hidden meanwhile
   * @param mib its size, MiB
   * @throws StartException when this user or system cannot
   */
  public static SmallDisk mount(Path folder, int mib) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Shell.run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", folder.toString());
    return new SmallDisk(folder);
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Takes all the room there is, and what others give back, until {@link #free}. */
  public synchronized void fill() {
    takeAll();
    Thread taker = new Thread(this::keepFull, "disk-filler");
    taker.setDaemon(true);
    filler = taker;
    taker.start();
  }

  private void keepFull() {
    try {
      while (true) {
        Thread.sleep(AGAIN_MS);
        takeAll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void takeAll() {
    byte[] zeros = new byte[MIB];
    try (OutputStream out =
        Files.newOutputStream(
            folder.resolve(FILLER), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int part = MIB; part >= PAGE; ) {
        try {
          out.write(zeros, 0, part);
        } catch (IOException e) {
          // No space for so much: less may fit.
          part /= 2;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the disk cannot be filled: folder=" + folder, e);
    }
  }

  /** Gives back what {@link #fill} took; nothing happens when it is not full. */
  public synchronized void free() {
    Thread taker = filler;
    if (taker == null) {
      return;
    }
    filler = null;
    taker.interrupt();
    try {
      taker.join();
      Files.deleteIfExists(folder.resolve(FILLER));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("the disk cannot be freed: folder=" + folder, e);
    }
  }

  /** Unmounts it, also while somebody still has a file of it open. */
  @Override
  public void close() {
    free();
    Shell.run("umount", "--lazy", folder.toString());
  }
}
