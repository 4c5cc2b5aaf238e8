package dev.cairn.jobs.config;

import java.util.Map;

/**
 * One key as a reader asked for it once.
 *
 * @param path its path, with {@code <name>} for what a file names and {@code []} for a place in a
 *     list
 * @param type what its value is
 * @param fallback the value when it is left out, {@code required} or {@code none}
 * @param low least value allowed, with its bracket; empty when there is none
 * @param high largest value allowed, without its bracket; empty when there is none
 * @param choices the words allowed; empty when it is not one of some words
 * @param value what the file said or the default is
 * @param before what was read before it: values by path
 */
public record KeyReading(
    String path,
    String type,
    String fallback,
    String low,
    String high,
    String choices,
    String value,
    Map<String, String> before) {

  /** Path of the section that the key is in. */
  public String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** Its last word. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
