package dev.cairn.jobs.chaos.fault;

import dev.cairn.jobs.start.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a few MiB under a folder: a tmpfs, which only root may mount. */
public final class SmallDisk implements AutoCloseable {

  private static final String FILLER = "filler";
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  private final Path folder;

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

  /** Takes all the room there is. */
  public void fill() {
    byte[] zeros = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(folder.resolve(FILLER))) {
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
  public void free() {
    try {
      Files.deleteIfExists(folder.resolve(FILLER));
    } catch (IOException e) {
      throw new UncheckedIOException("the disk cannot be freed: folder=" + folder, e);
    }
  }

  /** Unmounts it, also while somebody still has a file of it open. */
  @Override
  public void close() {
    Shell.run("umount", "--lazy", folder.toString());
  }
}
