package org.sinopia.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sinopia.bench.Machine;
import org.sinopia.tensor.Device;
import org.sinopia.train.onnx.OnnxExport;
import org.sinopia.train.profile.Roof;

/**
 * Compares the CPU backend with PyTorch and ONNX Runtime and writes the table {@code
 * bench/results/DATE-peers.md}. Results are compared before times are. All have all cores, in the
 * same process; memory and starts are measured in separate processes.
 */
public final class Peers {
  private static final String PYTORCH = "PyTorch";
  private static final String ONNX = "ONNX Runtime";
  private static final int SPECTRA = 4096;
  private static final int BATCH = 8;

  private final List<Contest> contests = new ArrayList<>();
  private final Roof roof = Roof.measure(Device.cpu());
  private final TorchScript torch = new TorchScript();

  private Peers() throws IOException {}

  /**
   * Runs everything; or, as a child of itself, the one thing that the arguments name ({@link
   * ChildProcess}).
   */
  public static void main(String[] arguments) throws IOException, OrtException {
    if (arguments.length > 0) {
      ChildProcess.run(arguments);
      return;
    }
    Peers peers = new Peers();
    peers.losses();
    peers.attention();
    peers.embedder();
    peers.recolourer(1);
    peers.recolourer(BATCH);
    Path file =
        Path.of("bench/results", LocalDate.now(ZoneOffset.UTC) + "-peers-" + bits() + ".md");
    Files.writeString(file, peers.table());
    System.out.println(Files.readString(file) + "written to " + file);
  }

  private void hold(String work, String peer, double boundTarget, Runnable ours, Runnable theirs) {
    contests.add(Contest.hold(work, peer, boundTarget, roof, ours, theirs));
  }

  private void losses() {
    try (OpPeer similarity = OpPeer.msSsim(torch);
        OpPeer redmean = OpPeer.redmean(torch)) {
      similarity.agree();
      hold(
          "MS-SSIM forward and backward, 8×3×256×256",
          PYTORCH,
          0,
          similarity::run,
          similarity::runPeer);
      redmean.agree();
      hold(
          "redmean forward and backward, 8×3×256×256",
          PYTORCH,
          0,
          redmean::run,
          redmean::runPeer);
    }
  }

  private void attention() {
    for (int tokens : new int[] {256, 1024}) {
      try (OpPeer peer = OpPeer.attention(torch, tokens)) {
        peer.agree();
        hold(
            "locality self-attention forward and backward, B=8, H=9, D=32, N=" + tokens,
            PYTORCH,
            0.8,
            peer::run,
            peer::runPeer);
      }
    }
  }

  private void embedder() throws IOException, OrtException {
    Path file = Files.createTempFile("encoder", ".onnx");
    try (EmbedderPeer peer = new EmbedderPeer(torch, SPECTRA)) {
      peer.agree();
      OnnxExport.write(peer.model(), file);
      try (OnnxPeer onnx = new OnnxPeer(file);
          OnnxTensor input = onnx.input(peer.spectra())) {
        String encode = "embedder encode, 512 bins, batch " + SPECTRA;
        hold(encode, PYTORCH, 0.9, peer::encode, peer::encodePeer);
        hold(encode, ONNX, 0.9, peer::encode, () -> onnx.run(input));
      }
      hold(
          "embedder training step, four losses, batch " + SPECTRA,
          PYTORCH,
          0,
          peer::train,
          peer::trainPeer);
    } finally {
      Files.delete(file);
    }
  }

  private void recolourer(int batch) throws IOException, OrtException {
    Path file = Files.createTempFile("recolourer", ".onnx");
    try (RecolourerPeer peer = new RecolourerPeer(torch, batch)) {
      peer.agree();
      OnnxExport.write(peer.model(), RecolourerPeer.SIDE, RecolourerPeer.SIDE, file);
      double boundTarget = batch == BATCH ? 0.9 : 0.8;
      String infer = "SmallUViT paper, inference, 256×256, batch " + batch;
      hold(infer, PYTORCH, boundTarget, peer::infer, peer::inferPeer);
      try (OnnxPeer onnx = new OnnxPeer(file);
          OnnxTensor input = onnx.input(peer.input())) {
        hold(infer, ONNX, boundTarget, peer::infer, () -> onnx.run(input));
      }
      if (batch == BATCH) {
        hold(
            "SmallUViT paper, training step, 256×256, batch " + batch,
            PYTORCH,
            0.9,
            peer::train,
            peer::trainPeer);
      }
    } finally {
      Files.delete(file);
    }
  }

  /** Width of our vectors in bits. */
  private static int bits() {
    String width = Device.cpu().backend().describe().get("vector width");
    return Integer.parseInt(width.substring(0, width.indexOf(' ')));
  }

  private String table() throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("# Beside PyTorch 2.7.1 and ONNX Runtime on the CPU, vectors of ");
    table.append(bits()).append(" bits\n\n");
    table.append(Machine.describe()).append(' ');
    table.append(PeerInstructions.describe()).append("\n\n");
    table.append(
        String.format(
            Locale.ROOT,
            """
            Reproduce with `bench/run peers %d`. Results and gradients agreed first (outputs to 1e-4, gradients to 2e-3 of the
            largest element). Times in alternation, each after a rest, medians; ratio = our time / the peer's, median (least to most) over
            rounds: below 1 we are faster. Bound = the time that the roof allows for our ops / our time, beside its target; the roof, measured
            in the same run: %.0f GFLOP/s of one large matrix product, %.1f GB/s of a large copy.

            | work | peer | ratio | least to most | ours ms | peer ms | bound | target |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """,
            bits(),
            roof.flopsPerSecond() * 1e-9,
            roof.bytesPerSecond() * 1e-9));
    contests.reversed().forEach(contest -> table.append(contest.row()));
    long ours = ChildProcess.peakMemory("ours");
    long theirs = ChildProcess.peakMemory("peer");
    table.append(
        String.format(
            Locale.ROOT,
            "| peak resident memory of that training step, in MiB | %s | %.2f | | %d | %d | | |%n",
            PYTORCH,
            (double) ours / theirs,
            ours,
            theirs));
    table.append(missed());
    table.append("\n").append(Scaling.table());
    return table.toString();
  }

  /** The ops to blame where a share of the bound is below its target. */
  private String missed() {
    StringBuilder table = new StringBuilder();
    Set<String> told = new HashSet<>();
    for (Contest contest : contests.reversed()) {
      if (contest.boundShare() < contest.boundTarget() && told.add(contest.work())) {
        table.append(contest.lossRow());
      }
    }
    return table.isEmpty()
        ? "\nEvery share of the bound reaches its target.\n"
        : """

        Where a share is below its target, the ops that take the most time beyond their bounds:

        | work | op: ms taken, ms allowed |
        | --- | --- |
        """
            + table;
  }
}
