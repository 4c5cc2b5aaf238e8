package dev.cairn.jobs.embedded;

import dev.cairn.jobs.start.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A broker that asks for TLS, a password (SCRAM) and rights (ACLs). Beside it are a listener whose
 * certificate has expired, and one without security, on which its administrator works.
 */
public final class SecuredKafka implements AutoCloseable {

  private static final String SCRAM = "SCRAM-SHA-512";

  private final EmbeddedKafka kafka;
  private final Admin admin;
  private final String trusted;
  private final int securePort;
  private final int expiredPort;

  private SecuredKafka(Path directory) throws Exception {
    Certificates certificates = new Certificates(directory.resolve("certificates"));
    trusted = certificates.trusted();
    Path good = certificates.store("good", 365);
    Path expired = certificates.store("expired", 5);
    securePort = Ports.claim(0, "secure port");
    expiredPort = Ports.claim(0, "expired port");
    kafka =
        EmbeddedKafka.start(
            directory.resolve("kafka"),
            0,
            properties -> {
              listen(properties, "SECURE", securePort, good);
              listen(properties, "EXPIRED", expiredPort, expired);
              properties.put("sasl.enabled.mechanisms", SCRAM);
              properties.put(
                  "authorizer.class.name",
                  "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
              // The administrator's listener, and the broker's own.
              properties.put("super.users", "User:ANONYMOUS");
            });
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  /** Starts it; about 10 s. */
  public static SecuredKafka start(Path directory) throws Exception {
    return new SecuredKafka(directory);
  }

  private static void listen(Properties properties, String name, int port, Path store) {
    append(properties, "listeners", name + "://127.0.0.1:" + port);
    append(properties, "advertised.listeners", name + "://127.0.0.1:" + port);
    append(properties, "listener.security.protocol.map", name + ":SASL_SSL");
    String prefix = "listener.name." + name.toLowerCase(java.util.Locale.ROOT) + ".";
    properties.put(prefix + "ssl.keystore.type", "PKCS12");
    properties.put(prefix + "ssl.keystore.location", store.toString());
    properties.put(prefix + "ssl.keystore.password", Certificates.PASSWORD);
    properties.put(prefix + "ssl.key.password", Certificates.PASSWORD);
    properties.put(
        prefix + "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
  }

  private static void append(Properties properties, String key, String value) {
    properties.put(key, properties.getProperty(key) + "," + value);
  }

  /** Gives a user a password. */
  public void user(String name, String password) throws Exception {
    ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    admin
        .alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(name, info, bytes)))
        .all()
        .get();
  }

  public void allow(Collection<AclBinding> rights) throws Exception {
    admin.createAcls(rights).all().get();
  }

  public void revoke(AclBinding right) throws Exception {
    admin.deleteAcls(List.of(right.toFilter())).all().get();
  }

  /** Properties of a client without security: the administrator's. */
  public Map<String, String> administrator() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  /**
   * Properties of a client.
   *
   * @param password as it stands in the JAAS configuration: may be a reference to a file
   */
  public Map<String, String> client(String user, String password) {
    return client(user, password, securePort);
  }

  /** The same, where the broker shows a certificate that has expired. */
  public Map<String, String> clientOfExpired(String user, String password) {
    return client(user, password, expiredPort);
  }

  private Map<String, String> client(String user, String password, int port) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("bootstrap.servers", "127.0.0.1:" + port);
    properties.put("security.protocol", "SASL_SSL");
    properties.put("ssl.truststore.type", "PEM");
    properties.put("ssl.truststore.certificates", trusted);
    properties.put("sasl.mechanism", SCRAM);
    properties.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\""
            + user
            + "\" password=\""
            + password
            + "\";");
    return properties;
  }

  @Override
  public void close() {
    admin.close();
    kafka.close();
  }
}
