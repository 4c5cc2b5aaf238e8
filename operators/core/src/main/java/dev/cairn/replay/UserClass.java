package dev.cairn.replay;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes objects of classes that users name in their configuration. */
final class UserClass {

  private UserClass() {}

  /**
   * An object of a class, by its constructor (Signature, Map) or else the one without parameters.
   *
   * @throws IllegalArgumentException when there is no such class, it is none of that type, or its
   *     constructor refuses
   */
  static <T> T create(
      Class<T> type,
      String className,
      @Nullable Signature signature,
      Map<String, String> settings) {
    try {
      Class<?> found =
          Class.forName(className, true, Thread.currentThread().getContextClassLoader());
      if (!type.isAssignableFrom(found)) {
        throw new IllegalArgumentException(
            "class must implement " + type.getName() + ": class=" + className);
      }
      return type.cast(newInstance(found, signature, settings));
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "class must take its settings: class="
              + className
              + " settings="
              + settings
              + " ("
              + e.getCause()
              + ")",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "class must be on the class path and have a public constructor without parameters or with"
              + " (Signature, Map): class="
              + className
              + " ("
              + e
              + ")",
          e);
    }
  }

  /** An object of a class that needs no settings, by its constructor without parameters. */
  static <T> T create(Class<T> type, String className) {
    return create(type, className, null, Map.of());
  }

  private static Object newInstance(
      Class<?> found, @Nullable Signature signature, Map<String, String> settings)
      throws ReflectiveOperationException {
    for (Constructor<?> constructor : found.getConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (signature != null
          && parameters.length == 2
          && parameters[0] == Signature.class
          && parameters[1] == Map.class) {
        return constructor.newInstance(signature, settings);
      }
    }
    return found.getConstructor().newInstance();
  }
}
