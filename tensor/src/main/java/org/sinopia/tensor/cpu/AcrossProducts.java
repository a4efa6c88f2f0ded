package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of all products that are ours: outer products of eight scalars with one or
 * two vectors, whose sums stay in registers. Here the scalars lie side by side; {@link
 * DownProducts} has those that lie in rows. A step on two vectors is two loads and eight broadcast
 * loads for sixteen multiply-adds, so the multiply-adds are the bound; sixteen independent sums
 * cover their latency (4 cycles, 2 units) twice.
 *
 * <p>Two things keep the compiler at that bound. The eight scalars lie at constant distances from
 * one address: distances in variables cost more instructions than the arithmetic. Hence the forms.
 * And tiles are arrays, read by calls that are always inlined: behind a segment each access is so
 * much inlined code that sixteen sums exceed the compiler's budget. Indices and row lengths count
 * floats.
 *
 * <p>The sums go to the eight rows of c if it is fresh, else are added to them. Two ways out of a
 * method, since a vector that could come from either of two places goes through the heap.
 */
final class AcrossProducts {
  private AcrossProducts() {}

  /** Eight scalars side by side, {@code aRow} from one step to the next; two vectors. */
  static void acrossTwo(
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = FloatVector.zero(FLOATS);
    FloatVector c0b = FloatVector.zero(FLOATS);
    FloatVector c1a = FloatVector.zero(FLOATS);
    FloatVector c1b = FloatVector.zero(FLOATS);
    FloatVector c2a = FloatVector.zero(FLOATS);
    FloatVector c2b = FloatVector.zero(FLOATS);
    FloatVector c3a = FloatVector.zero(FLOATS);
    FloatVector c3b = FloatVector.zero(FLOATS);
    FloatVector c4a = FloatVector.zero(FLOATS);
    FloatVector c4b = FloatVector.zero(FLOATS);
    FloatVector c5a = FloatVector.zero(FLOATS);
    FloatVector c5b = FloatVector.zero(FLOATS);
    FloatVector c6a = FloatVector.zero(FLOATS);
    FloatVector c6b = FloatVector.zero(FLOATS);
    FloatVector c7a = FloatVector.zero(FLOATS);
    FloatVector c7b = FloatVector.zero(FLOATS);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector bb = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      at += aRow;
      row += bRow;
    }
    if (fresh) {
      c0a.intoArray(c, cAt);
      c0b.intoArray(c, cAt + COUNT);
      c1a.intoArray(c, cAt + cRow);
      c1b.intoArray(c, cAt + cRow + COUNT);
      c2a.intoArray(c, cAt + 2 * cRow);
      c2b.intoArray(c, cAt + 2 * cRow + COUNT);
      c3a.intoArray(c, cAt + 3 * cRow);
      c3b.intoArray(c, cAt + 3 * cRow + COUNT);
      c4a.intoArray(c, cAt + 4 * cRow);
      c4b.intoArray(c, cAt + 4 * cRow + COUNT);
      c5a.intoArray(c, cAt + 5 * cRow);
      c5b.intoArray(c, cAt + 5 * cRow + COUNT);
      c6a.intoArray(c, cAt + 6 * cRow);
      c6b.intoArray(c, cAt + 6 * cRow + COUNT);
      c7a.intoArray(c, cAt + 7 * cRow);
      c7b.intoArray(c, cAt + 7 * cRow + COUNT);
    } else {
      c0a.add(FloatVector.fromArray(FLOATS, c, cAt)).intoArray(c, cAt);
      c0b.add(FloatVector.fromArray(FLOATS, c, cAt + COUNT)).intoArray(c, cAt + COUNT);
      c1a.add(FloatVector.fromArray(FLOATS, c, cAt + cRow)).intoArray(c, cAt + cRow);
      c1b.add(FloatVector.fromArray(FLOATS, c, cAt + cRow + COUNT))
          .intoArray(c, cAt + cRow + COUNT);
      c2a.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow)).intoArray(c, cAt + 2 * cRow);
      c2b.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow + COUNT))
          .intoArray(c, cAt + 2 * cRow + COUNT);
      c3a.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow)).intoArray(c, cAt + 3 * cRow);
      c3b.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow + COUNT))
          .intoArray(c, cAt + 3 * cRow + COUNT);
      c4a.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow)).intoArray(c, cAt + 4 * cRow);
      c4b.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow + COUNT))
          .intoArray(c, cAt + 4 * cRow + COUNT);
      c5a.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow)).intoArray(c, cAt + 5 * cRow);
      c5b.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow + COUNT))
          .intoArray(c, cAt + 5 * cRow + COUNT);
      c6a.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow)).intoArray(c, cAt + 6 * cRow);
      c6b.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow + COUNT))
          .intoArray(c, cAt + 6 * cRow + COUNT);
      c7a.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow)).intoArray(c, cAt + 7 * cRow);
      c7b.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow + COUNT))
          .intoArray(c, cAt + 7 * cRow + COUNT);
    }
  }

  /** The same with one vector. */
  static void acrossOne(
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      int steps,
      float[] c,
      int cAt,
      int cRow,
      boolean fresh) {
    FloatVector c0a = FloatVector.zero(FLOATS);
    FloatVector c1a = FloatVector.zero(FLOATS);
    FloatVector c2a = FloatVector.zero(FLOATS);
    FloatVector c3a = FloatVector.zero(FLOATS);
    FloatVector c4a = FloatVector.zero(FLOATS);
    FloatVector c5a = FloatVector.zero(FLOATS);
    FloatVector c6a = FloatVector.zero(FLOATS);
    FloatVector c7a = FloatVector.zero(FLOATS);
    int row = bAt;
    int at = aAt;
    for (int k = 0; k < steps; k++) {
      FloatVector ba = FloatVector.fromArray(FLOATS, b, row);
      FloatVector a0 = FloatVector.broadcast(FLOATS, a[at]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(FLOATS, a[at + 1]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(FLOATS, a[at + 2]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(FLOATS, a[at + 3]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(FLOATS, a[at + 4]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(FLOATS, a[at + 5]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(FLOATS, a[at + 6]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(FLOATS, a[at + 7]);
      c7a = a7.fma(ba, c7a);
      at += aRow;
      row += bRow;
    }
    if (fresh) {
      c0a.intoArray(c, cAt);
      c1a.intoArray(c, cAt + cRow);
      c2a.intoArray(c, cAt + 2 * cRow);
      c3a.intoArray(c, cAt + 3 * cRow);
      c4a.intoArray(c, cAt + 4 * cRow);
      c5a.intoArray(c, cAt + 5 * cRow);
      c6a.intoArray(c, cAt + 6 * cRow);
      c7a.intoArray(c, cAt + 7 * cRow);
    } else {
      c0a.add(FloatVector.fromArray(FLOATS, c, cAt)).intoArray(c, cAt);
      c1a.add(FloatVector.fromArray(FLOATS, c, cAt + cRow)).intoArray(c, cAt + cRow);
      c2a.add(FloatVector.fromArray(FLOATS, c, cAt + 2 * cRow)).intoArray(c, cAt + 2 * cRow);
      c3a.add(FloatVector.fromArray(FLOATS, c, cAt + 3 * cRow)).intoArray(c, cAt + 3 * cRow);
      c4a.add(FloatVector.fromArray(FLOATS, c, cAt + 4 * cRow)).intoArray(c, cAt + 4 * cRow);
      c5a.add(FloatVector.fromArray(FLOATS, c, cAt + 5 * cRow)).intoArray(c, cAt + 5 * cRow);
      c6a.add(FloatVector.fromArray(FLOATS, c, cAt + 6 * cRow)).intoArray(c, cAt + 6 * cRow);
      c7a.add(FloatVector.fromArray(FLOATS, c, cAt + 7 * cRow)).intoArray(c, cAt + 7 * cRow);
    }
  }
}
