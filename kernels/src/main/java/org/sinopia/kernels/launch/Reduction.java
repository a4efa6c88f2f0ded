package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp.ArgMin;
import org.sinopia.tensor.op.ReductionOp.MaxBackward;
import org.sinopia.tensor.op.ReductionOp.Reduce;

/** Launches {@code reduction.cu}. */
public final class Reduction {
  private static final int THREADS = 256;

  /** Fewer members to a share would cost more to join than more blocks gain. */
  private static final int MIN_SHARE = 4096;

  /** A block of those that take groups side by side, as the kernels have it. */
  private static final int COLUMNS = 32;

  private static final int ROW_LANES = 8;

  private static final Kernel SHARES = new Kernel("reduction", "reduce_shares");
  private static final Kernel ARG_MIN = new Kernel("reduction", "arg_min");
  private static final Kernel MAX_BACKWARD = new Kernel("reduction", "max_backward");
  private static final Kernel FILL = new Kernel("elementwise", "fill_32");

  private final KernelDevice device;

  /** A launcher for one device. */
  public Reduction(KernelDevice device) {
    this.device = device;
  }

  /** {@link Reduce}. */
  public void reduce(Reduce op) {
    Group group = Group.of(op.name(), op.x().shape(), op.axes());
    Way way = Way.of(group);
    int across = device.properties().blocks(group.count(), way.groups, THREADS);
    int full = device.properties().blocks(Long.MAX_VALUE / 2, 1, THREADS);
    int shares = Math.max(1, Math.min((group.size() - 1) / way.minShare() + 1, full / across));
    MemorySegment partials =
        shares == 1
            ? MemorySegment.NULL
            : device.scratch((long) Double.BYTES * shares * group.count());
    device.launch(
        new Kernel("reduction", way.kernel),
        way.block(Launch.of(across, shares, 1, THREADS)),
        group
            .arguments(new Arguments().int32(code(op.function())).tensor(op.x()))
            .tensor(op.y())
            .address(partials));
    if (shares > 1) {
      int blocks = device.properties().blocks(group.count(), COLUMNS, THREADS);
      device.launch(
          SHARES,
          Launch.of(blocks, THREADS).block(COLUMNS, ROW_LANES),
          new Arguments()
              .int32(code(op.function()))
              .address(partials)
              .int32(shares)
              .int32(group.count())
              .int32(group.size())
              .tensor(op.y()));
    }
  }

  /** How threads share groups out. */
  private enum Way {
    BLOCK("reduce_by_block", 1),
    THREAD("reduce_by_thread", THREADS),
    EIGHT_THREADS("reduce_by_columns", COLUMNS);

    private final String kernel;

    /** Groups of a block. */
    private final int groups;

    Way(String kernel, int groups) {
      this.kernel = kernel;
      this.groups = groups;
    }

    static Way of(Group group) {
      if (!group.sideBySide() || group.count() < COLUMNS) {
        return BLOCK;
      }
      return group.size() < MIN_SHARE / THREADS * ROW_LANES ? THREAD : EIGHT_THREADS;
    }

    int minShare() {
      return MIN_SHARE / groups;
    }

    Launch block(Launch launch) {
      return this == EIGHT_THREADS ? launch.block(COLUMNS, ROW_LANES) : launch;
    }
  }

  private static int code(ReduceFunction function) {
    return switch (function) {
      case SUM -> 0;
      case MEAN -> 1;
      case MAX -> 2;
    };
  }

  /** {@link ArgMin}. */
  public void argMin(ArgMin op) {
    Group group = Group.of(op.name(), op.x().shape(), List.of(op.axis()));
    device.launch(
        ARG_MIN,
        Launch.of(device.properties().blocks(group.count(), 1, THREADS), THREADS),
        group.arguments(new Arguments().tensor(op.x())).tensor(op.indices()));
  }

  /** {@link MaxBackward}. */
  public void maxBackward(MaxBackward op) {
    Tensor gradX = op.gradX();
    device.launch(
        FILL,
        Launch.of(device.properties().blocks(gradX.elements(), 4 * THREADS, THREADS), THREADS),
        new Arguments()
            .tensor(gradX)
            .int32(0)
            .int32(Alignment.vectors(gradX))
            .int32(gradX.elements()));
    Group group = Group.of(op.name(), op.x().shape(), op.axes());
    device.launch(
        MAX_BACKWARD,
        Launch.of(device.properties().blocks(group.count(), 1, THREADS), THREADS),
        group.arguments(new Arguments().tensor(op.x())).tensor(op.gradY()).tensor(gradX));
  }

  /**
   * The kernels' {@code Group}.
   *
   * @param results axes that are kept
   * @param members axes that are reduced
   * @param sideBySide whether groups, not their members, are neighbours in memory
   */
  private record Group(Strides results, Strides members, int count, int size, boolean sideBySide) {
    static Group of(String op, Shape x, List<Integer> axes) {
      List<Integer> reduced = axes.stream().map(x::axis).toList();
      Strides results = new Strides(op);
      Strides members = new Strides(op);
      int count = 1;
      int size = 1;
      Boolean sideBySide = null;
      for (int axis = x.rank() - 1; axis >= 0; axis--) {
        boolean gone = axes.isEmpty() || reduced.contains(axis);
        int extent = x.extent(axis);
        (gone ? members : results).axis(extent, x.stride(axis), 0);
        if (gone) {
          size *= extent;
        } else {
          count *= extent;
        }
        if (sideBySide == null && extent > 1) {
          sideBySide = !gone;
        }
      }
      return new Group(results, members, count, size, sideBySide != null && sideBySide);
    }

    Arguments arguments(Arguments arguments) {
      int[] first = results.first();
      int[] second = members.first();
      int[] numbers = new int[first.length + second.length + 2];
      System.arraycopy(first, 0, numbers, 0, first.length);
      System.arraycopy(second, 0, numbers, first.length, second.length);
      numbers[numbers.length - 2] = count;
      numbers[numbers.length - 1] = size;
      return arguments.int32s(numbers);
    }
  }
}
