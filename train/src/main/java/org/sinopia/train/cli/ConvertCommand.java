package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.format.CubeConversion;
import org.sinopia.xrf.cube.format.CubeFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia convert}: a cube in another format, perhaps on another energy axis. */
@Command(
    name = "convert",
    description =
        "Writes a cube in the format that the name of OUT says: .h5, .npy, .npz, .rpl, .hdr.")
final class ConvertCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CUBE", description = "HDF5, NPY, NPZ, RPL, ENVI or BCF.")
  private Path file;

  @Parameters(paramLabel = "OUT", description = "Where it goes; replaced when all is written.")
  private Path target;

  @Option(
      names = "--bins",
      description = "Rebin to N bins over --from to --to, keeping all counts within.")
  private Integer bins;

  @Option(
      names = "--from",
      paramLabel = "KEV",
      defaultValue = "0.5",
      description = "Lowest energy with --bins (${DEFAULT-VALUE}).")
  private double fromKev;

  @Option(
      names = "--to",
      paramLabel = "KEV",
      defaultValue = "38.5",
      description = "Highest energy with --bins (${DEFAULT-VALUE}).")
  private double toKev;

  @Mixin private CubeOptions cubeOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OutputFile.check(target, file);
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), true);
        DataCube cube = cubeOptions.open(file)) {
      display.stage("convert " + file.getFileName());
      if (bins == null) {
        CubeConversion.convert(cube, target);
        return ExitCode.OK;
      }
      if (cube.header().energy().isEmpty()) {
        throw new IllegalArgumentException(
            file
                + ": energy: none in the cube, --bins needs a calibrated one; give --calibration OFFSET,GAIN");
      }
      EnergyAxis axis = new EnergyAxis(bins, fromKev, toKev);
      try (CubeWriter writer =
          CubeFile.create(target, CubeConversion.rebinned(cube.header(), axis))) {
        CubeConversion.rebin(cube, writer);
        writer.finish();
      }
    }
    return ExitCode.OK;
  }
}
