package dev.cairn.jobs.config;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes as people write them: 4096, 16 KiB, 50 MiB, 2 GiB. */
public final class ByteSize {

  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(b|kib|mib|gib|tib)?");

  private ByteSize() {}

  /** The size, or empty when the text is none or exceeds a long. */
  public static OptionalLong parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String unit = matcher.group(2) == null ? "b" : matcher.group(2);
    int shift =
        switch (unit) {
          case "kib" -> 10;
          case "mib" -> 20;
          case "gib" -> 30;
          case "tib" -> 40;
          default -> 0;
        };
    try {
      return OptionalLong.of(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift));
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
