package org.sinopia.train.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the time of one step went.
 *
 * @param roof what the machine attains
 * @param ops in the order in which they ran
 * @param seconds that the step took from its first op to its last
 * @param unobservedSeconds that such a step takes when nobody watches it
 */
public record StepProfile(Roof roof, List<TimedOp> ops, double seconds, double unobservedSeconds) {
  /** How the name of a matrix product reads. */
  private static final String PRODUCT = "gemm";

  /**
   * Ops that have something in common.
   *
   * @param what they have in common
   * @param calls how many they are
   * @param seconds that they took together
   * @param share of the step's time
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
    return new Row(what, group.size(), taken, taken / seconds, flops, bytes, allowed / taken);
  }

  /** The share of the step's time inside matrix products, those within attention not counted. */
  public double productShare() {
    return ops.stream().filter(op -> op.name().equals(PRODUCT)).mapToLong(TimedOp::nanos).sum()
        * 1e-9
        / seconds;
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
