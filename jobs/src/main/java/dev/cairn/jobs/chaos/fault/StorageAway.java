package dev.cairn.jobs.chaos.fault;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A folder cannot be reached, for a while: an empty disk that nobody may write to lies over it, as
 * over a mount point whose storage has gone. Rights would not do, for root has them all.
 *
 * @param folder which one
 */
public record StorageAway(Path folder, Duration lasts) implements Fault {

  private static final String SIZE = "size=4k";

  @Override
  public String target() {
    return folder.toString();
  }

  @Override
  public void inject(Site site) {
    Shell.run("mount", "-t", "tmpfs", "-o", "ro," + SIZE, "tmpfs", folder.toString());
  }

  @Override
  public void heal(Site site) {
    // What lay there before is not ours.
    if (Shell.isMounted(folder, SIZE)) {
      Shell.run("umount", "--lazy", folder.toString());
    }
  }
}
