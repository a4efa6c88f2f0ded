package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.random.Draw;

/**
 * Random instances of one op on the reference device, for holding other backends against it.
 *
 * @param name what distinguishes this family of instances, starting with the op's name
 * @param op the record class
 * @param tolerance how far a float32 result may be from the float64 one, relative to the largest
 *     magnitude in the output tensor
 * @param wild whether zeros of both signs, denormals, huge numbers, infinities and NaN may be drawn
 *     too
 * @param make an instance; operands are made in the scope, inputs hold values exact in float32
 */
public record OpCase(
    String name,
    Class<? extends Op> op,
    double tolerance,
    boolean wild,
    BiFunction<Scope, Draw, Op> make) {
  /** One list per family of ops. */
  private static final List<List<OpCase>> FAMILIES =
      List.of(
          ElementwiseCases.all(),
          NormalisationCases.all(),
          RandomCases.all(),
          OptimiserCases.all(),
          MatrixCases.all(),
          ReductionCases.all(),
          ImageCases.all(),
          RedmeanCases.all(),
          LayoutCases.all(),
          ClusteringCases.all(),
          LossCases.all(),
          AttentionCases.all(),
          PatchCases.all(),
          ConvolutionCases.all(),
          SpectrumCases.all(),
          FitCases.all());

  @Override
  public String toString() {
    return name;
  }

  /** All cases of all families. */
  public static List<OpCase> all() {
    List<OpCase> all = new ArrayList<>();
    FAMILIES.forEach(all::addAll);
    return all;
  }
}
