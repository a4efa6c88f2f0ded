package org.sinopia.train.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Where the time of one step went. Of several steps that run the same ops each op has the median of
 * its times, and so has what lies between them, so the step shown need not be one that ran; of
 * steps that differ in their ops the one of median time is shown as it was.
 *
 * @param roof what the machine attains
 * @param ops in the order in which they ran
 * @param seconds that the ops and what lies between them add up to: all shares are of it
 * @param watchedSeconds the median time of whole steps that were watched, whatever disturbed them;
 *     not what the ops add up to
 * @param unobservedSeconds the same of steps that nobody watched
 */
public record StepProfile(
    Roof roof, List<TimedOp> ops, double seconds, double watchedSeconds, double unobservedSeconds) {
  /** How the name of a matrix product reads. */
  private static final String PRODUCT = "gemm";

  /**
   * Ops that have something in common.
   *
   * @param what they have in common
   * @param calls how many they are
   * @param seconds that they took together
   * @param share of the step's time
   * @param productShare of the time of these ops, the share inside matrix products; null where the
   *     device cannot tell
   * @param flops of all
   * @param bytes of all
   * @param roofShare the time that the roof allows them / the time they took; above 1 where
   *     operands come from a cache
   */
  public record Row(
      String what,
      int calls,
      double seconds,
      double share,
      Double productShare,
      long flops,
      long bytes,
      double roofShare) {}

  /** Ops of one name together, the costliest first. */
  public List<Row> byOp() {
    return rows(TimedOp::name);
  }

  /** Ops of one name and shape together, the costliest first. */
  public List<Row> byShape() {
    return rows(op -> op.name() + " " + op.shapes());
  }

  /** Ops of one layer together, the costliest first. */
  public List<Row> byLayer() {
    return rows(op -> op.layer().isEmpty() ? "(no weights)" : op.layer());
  }

  private List<Row> rows(Function<TimedOp, String> key) {
    Map<String, List<TimedOp>> groups = new LinkedHashMap<>();
    for (TimedOp op : ops) {
      groups.computeIfAbsent(key.apply(op), _ -> new ArrayList<>()).add(op);
    }
    List<Row> rows = new ArrayList<>();
    groups.forEach((what, group) -> rows.add(row(what, group)));
    rows.sort(Comparator.comparingDouble(Row::seconds).reversed());
    return rows;
  }

  private Row row(String what, List<TimedOp> group) {
    double taken = 0;
    double allowed = 0;
    long flops = 0;
    long bytes = 0;
    for (TimedOp op : group) {
      taken += op.nanos() * 1e-9;
      allowed += roof.bound(op.flops(), op.bytes());
      flops += op.flops();
      bytes += op.bytes();
    }
    OptionalDouble products = productSeconds(group);
    return new Row(
        what,
        group.size(),
        taken,
        taken / seconds,
        products.isPresent() ? products.getAsDouble() / taken : null,
        flops,
        bytes,
        allowed / taken);
  }

  /** The share of the step's time in ops that are matrix products, whole. */
  public double gemmShare() {
    return ops.stream().filter(op -> op.name().equals(PRODUCT)).mapToLong(TimedOp::nanos).sum()
        * 1e-9
        / seconds;
  }

  /**
   * The share of the step's time inside matrix products, those that other ops are made of included;
   * nothing where the device cannot tell.
   */
  public OptionalDouble productShare() {
    OptionalDouble products = productSeconds(ops);
    return products.isPresent()
        ? OptionalDouble.of(products.getAsDouble() / seconds)
        : OptionalDouble.empty();
  }

  private static OptionalDouble productSeconds(List<TimedOp> ops) {
    long nanos = 0;
    for (TimedOp op : ops) {
      if (op.productNanos().isEmpty()) {
        return OptionalDouble.empty();
      }
      nanos += op.productNanos().getAsLong();
    }
    return OptionalDouble.of(nanos * 1e-9);
  }

  /** The share of the step's time inside any op. */
  public double opShare() {
    return ops.stream().mapToLong(TimedOp::nanos).sum() * 1e-9 / seconds;
  }

  /** Floating-point operations of all ops. */
  public long flops() {
    return ops.stream().mapToLong(TimedOp::flops).sum();
  }

  /** The least time that the roof allows for the ops, in seconds. */
  public double bound() {
    return ops.stream().mapToDouble(op -> roof.bound(op.flops(), op.bytes())).sum();
  }
}
