package org.sinopia.train.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;

class StepProfileTest {
  /** 100 GFLOP/s and 10 GB/s, so 10 FLOPs take as long as a byte. */
  private static final Roof ROOF = new Roof(100e9, 10e9);

  private static final StepProfile PROFILE =
      new StepProfile(
          ROOF,
          List.of(
              new TimedOp("gemm", "4x4x4", "a", 0, 400, OptionalLong.of(399), 20_000, 100),
              new TimedOp("attention", "[4]", "", 450, 100, OptionalLong.of(60), 10, 500),
              new TimedOp("gemm", "8x8x8", "b", 600, 300, OptionalLong.of(300), 10_000, 3_000)),
          1e-6,
          1e-6,
          1e-6);

  @Test
  void anOpIsBoundByArithmeticOrByMemoryWhicheverTakesLonger() {
    assertEquals(200e-9, ROOF.bound(20_000, 100), 1e-15);
    assertEquals(300e-9, ROOF.bound(10_000, 3_000), 1e-15);
  }

  @Test
  void opsOfOneNameAreAddedUpTheCostliestFirst() {
    List<StepProfile.Row> rows = PROFILE.byOp();
    assertEquals(List.of("gemm", "attention"), rows.stream().map(StepProfile.Row::what).toList());
    StepProfile.Row gemm = rows.getFirst();
    assertEquals(2, gemm.calls());
    assertEquals(700e-9, gemm.seconds(), 1e-15);
    assertEquals(0.7, gemm.share(), 1e-12);
    assertEquals(30_000, gemm.flops());
    assertEquals(3_100, gemm.bytes());
    assertEquals(500.0 / 700, gemm.roofShare(), 1e-12);
  }

  @Test
  void sharesOfTheStepAreOfItsWholeTime() {
    assertEquals(0.7, PROFILE.gemmShare(), 1e-12);
    assertEquals(0.759, PROFILE.productShare().orElseThrow(), 1e-12);
    assertEquals(0.6, PROFILE.byOp().getLast().productShare(), 1e-12);
    assertEquals(0.8, PROFILE.opShare(), 1e-12);
    assertEquals(550e-9, PROFILE.bound(), 1e-15);
    assertEquals(3, PROFILE.byShape().size());
    assertEquals("(no weights)", PROFILE.byLayer().getLast().what());
  }

  @Test
  void whatADeviceCannotTellOfOneOpIsNotToldOfAll() {
    TimedOp dark = PROFILE.ops().get(1).at(450, 100, OptionalLong.empty());
    List<TimedOp> ops = List.of(PROFILE.ops().getFirst(), dark);
    StepProfile profile = new StepProfile(ROOF, ops, 1e-6, 1e-6, 1e-6);
    assertEquals(OptionalDouble.empty(), profile.productShare());
    assertNull(profile.byOp().getLast().productShare());
    assertEquals(399 / 400.0, profile.byOp().getFirst().productShare(), 1e-12);
    assertEquals(0.4, profile.gemmShare(), 1e-12);
  }

  @Test
  void productsAreToldOfEveryOpOfTheCpuAndOfNoneOfTheReference() {
    StepProfile cpu = profile(Device.cpu(), 2, 64);
    assertTrue(cpu.productShare().orElseThrow() < cpu.opShare());
    for (StepProfile.Row row : cpu.byOp()) {
      double share = row.productShare();
      switch (row.what()) {
        case "gemm" -> assertTrue(share > 0.9 && share <= 1, row::toString);
        case "locality_attention", "locality_attention_backward" ->
            assertTrue(share > 0 && share < 1, row::toString);
        default -> assertEquals(0, share, row::toString);
      }
    }
    StepProfile reference = profile(Device.reference(), 1, 8);
    assertEquals(OptionalDouble.empty(), reference.productShare());
    assertTrue(reference.gemmShare() > 0);
  }

  /** The second of two training steps. */
  private static StepProfile profile(Device device, int batch, int side) {
    try (Workload work =
            Workload.recolourerTraining(SmallUViTConfig.SMALL.build(), device, batch, side, side);
        OpRecorder recorder = new OpRecorder(device, work.store())) {
      work.step();
      try (Device.Observation _ = device.observe(recorder)) {
        work.step();
        List<TimedOp> ops = recorder.take();
        double seconds = ops.getLast().end() * 1e-9;
        return new StepProfile(ROOF, ops, seconds, seconds, seconds);
      }
    }
  }

  @Test
  void aTrainingStepsOpsAreInOrderAndCountedWhole() {
    Device cpu = Device.cpu();
    try (Workload work =
        Workload.recolourerTraining(SmallUViTConfig.SMALL.build(), cpu, 1, 16, 16)) {
      StepProfile profile = StepProfiler.profile(work, cpu, 1);
      long last = 0;
      for (TimedOp op : profile.ops()) {
        assertTrue(op.start() >= last, op + " begins before the one before it ends");
        last = op.start() + op.nanos();
      }
      assertTrue(last * 1e-9 <= profile.seconds());
      // Sixteen tokens of 5·3·4² features through spt.proj to 96: forward, and backward of its
      // weight.
      List<StepProfile.Row> shapes = profile.byShape();
      assertTrue(
          shapes.stream().anyMatch(r -> r.what().equals("gemm 16x240x96")), shapes::toString);
      assertTrue(
          shapes.stream().anyMatch(r -> r.what().equals("gemm 96x16x240")), shapes::toString);
      List<String> layers = profile.byLayer().stream().map(StepProfile.Row::what).toList();
      assertTrue(layers.containsAll(List.of("spt.proj", "down.0.attn.qkv", "up.1.ff.fc2")));
      assertEquals(1, profile.byOp().stream().filter(r -> r.what().equals("adam_w")).count());
    }
  }
}
