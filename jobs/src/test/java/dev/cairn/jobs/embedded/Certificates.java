package dev.cairn.jobs.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority and certificates for 127.0.0.1 that it signs, made by the JDK's keytool. */
final class Certificates {

  /** Opens the stores; they live as long as a test. */
  static final String PASSWORD = "for-this-test-only";

  private final Path directory;
  private final Path authority;

  Certificates(Path directory) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    authority = directory.resolve("authority.p12");
    keytool(
        authority,
        "-genkeypair",
        "-alias",
        "authority",
        "-dname",
        "CN=authority",
        "-ext",
        "bc:c",
        "-keyalg",
        "EC",
        "-startdate",
        "-30d",
        "-validity",
        "365");
  }

  /** The authority's certificate, as text. */
  String trusted() throws IOException, InterruptedException {
    return keytool(authority, "-exportcert", "-alias", "authority", "-rfc");
  }

  /** A store with a key and its certificate, valid for so many days from ten days ago on. */
  Path store(String name, int days) throws IOException, InterruptedException {
    Path store = Files.copy(authority, directory.resolve(name + ".p12"));
    keytool(
        store,
        "-genkeypair",
        "-alias",
        name,
        "-signer",
        "authority",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=ip:127.0.0.1",
        "-keyalg",
        "EC",
        "-startdate",
        "-10d",
        "-validity",
        Integer.toString(days));
    keytool(store, "-delete", "-alias", "authority");
    return store;
  }

  private static String keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", "."), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed: " + command + ": " + output);
    }
    return output;
  }
}
