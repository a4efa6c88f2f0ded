package org.sinopia.autograd;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All differentiable ops, by name. A tape applies no others, so each has a gradient check. */
public final class OpRegistry {
  private static final Map<String, OpSpec> OPS = new TreeMap<>();

  static {
    List.<OpSpec>of().forEach(OpRegistry::register);
  }

  private OpRegistry() {}

  /**
   * Adds an op of one's own.
   *
   * @throws IllegalStateException if another has the name
   */
  public static synchronized void register(OpSpec spec) {
    OpSpec other = OPS.putIfAbsent(spec.name(), spec);
    if (other != null && other != spec) {
      throw new IllegalStateException("op " + spec.name() + " is registered already");
    }
  }

  /** All registered ops, in order of their names. */
  public static synchronized Collection<OpSpec> all() {
    return Collections.unmodifiableCollection(List.copyOf(OPS.values()));
  }

  /** The op of that name, or null. */
  public static synchronized OpSpec find(String name) {
    return OPS.get(name);
  }

  static synchronized void require(OpSpec spec) {
    if (OPS.get(spec.name()) != spec) {
      throw new IllegalStateException("op " + spec.name() + " is not registered; OpRegistry.register its spec first");
    }
  }
}
