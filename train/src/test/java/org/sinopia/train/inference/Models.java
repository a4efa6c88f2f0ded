package org.sinopia.train.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.RecolourerDescription;
import org.sinopia.xrf.EnergyAxis;

/** Models of a few weights, as a training run would leave them. */
public final class Models {
  /** Of 32 bins. */
  public static final EnergyAxis AXIS = new EnergyAxis(32, 0.5, 38.5);

  private static final EmbedderConfig EMBEDDER =
      new EmbedderConfig(32, List.of(16, 8), 3, List.of(8), 0, EmbedderConfig.Prior.NORMAL, 12);
  private static final SmallUViTConfig RECOLOURER =
      new SmallUViTConfig(
          4,
          3,
          16,
          2,
          8,
          2,
          1,
          Shift.DIAGONAL,
          SmallUViTConfig.Skip.ADD,
          Positions.Kind.SIN_COS,
          false,
          0.1,
          0.1,
          false,
          List.of(16, 16));

  private Models() {}

  /** A possible description of an embedder. */
  public static EmbedderDescription embedderDescription() {
    return new EmbedderDescription(
        EMBEDDER,
        AXIS,
        SpectrumScaling.SQRT,
        List.of(List.of(0.0, 0.5, 1.0), List.of(-1.0, 0.0, 2.0)),
        List.of(0.1, -0.2, 0.3),
        List.of(0.5, 0.25, 2.0));
  }

  /** An embedder with random weights. */
  public static ModelFolder embedder(Path folder, long seed) throws IOException {
    EmbedderDescription description = embedderDescription();
    try (Scope scope = Scope.open(Device.cpu())) {
      VariationalEmbedder model = new VariationalEmbedder(description.config());
      model.allocate(scope, seed);
      return ModelFolder.write(folder, description, model.state());
    }
  }

  /** A recolourer with random weights. */
  public static ModelFolder recolourer(Path folder, long seed) throws IOException {
    try (Scope scope = Scope.open(Device.cpu())) {
      Recolourer model = RECOLOURER.build();
      model.allocate(scope, seed);
      return ModelFolder.write(folder, new RecolourerDescription(RECOLOURER), model.state());
    }
  }
}
