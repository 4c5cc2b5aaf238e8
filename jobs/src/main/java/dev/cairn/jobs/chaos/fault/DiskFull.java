package dev.cairn.jobs.chaos.fault;

import java.time.Duration;

/**
 * There is no room left on a disk, for a while.
 *
 * @param disk which one
 */
public record DiskFull(SmallDisk disk, Duration lasts) implements Fault {

  @Override
  public String target() {
    return disk.folder().toString();
  }

  @Override
  public void inject(Site site) {
    disk.fill();
  }

  @Override
  public void heal(Site site) {
    disk.free();
  }
}
