package dev.cairn.jobs.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights of each role as docs/security.md lists them. */
final class RoleRights {

  private static final Pattern ROW =
      Pattern.compile("\\| (\\w+) \\| (\\w+) \\| (\\w+) \\| `([^`]+)` \\| ([\\w, ]+) \\|");

  private RoleRights() {}

  /** Those of all roles, each for the user of the role's name; one binding an operation. */
  static List<AclBinding> ofPage(String space) throws IOException {
    List<AclBinding> rights = new ArrayList<>();
    ROW.matcher(Files.readString(Path.of("../docs/security.md")))
        .results()
        .forEach(
            row -> {
              ResourcePattern resource =
                  new ResourcePattern(
                      ResourceType.fromString(row.group(2).toUpperCase(Locale.ROOT)),
                      row.group(4).replace("<space>", space),
                      PatternType.fromString(row.group(3).toUpperCase(Locale.ROOT)));
              for (String operation : row.group(5).split(", ")) {
                rights.add(
                    new AclBinding(
                        resource,
                        new AccessControlEntry(
                            "User:" + row.group(1),
                            "*",
                            operation(operation),
                            AclPermissionType.ALLOW)));
              }
            });
    return rights;
  }

  /** Those of one role. */
  static List<AclBinding> of(String role, List<AclBinding> rights) {
    return rights.stream()
        .filter(right -> right.entry().principal().equals("User:" + role))
        .toList();
  }

  private static AclOperation operation(String name) {
    return name.equals("DescribeConfigs")
        ? AclOperation.DESCRIBE_CONFIGS
        : AclOperation.fromString(name.toUpperCase(Locale.ROOT));
  }
}
