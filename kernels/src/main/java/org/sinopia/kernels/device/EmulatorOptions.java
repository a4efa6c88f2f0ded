package org.sinopia.kernels.device;

/**
 * How the emulator runs kernels.
 *
 * @param checked whether every access is checked; without, it runs several times as fast
 * @param order in which order threads and blocks take turns: 0 forward, 1 backward, any other
 *     number a shuffle drawn from it
 * @param capability the compute capability it pretends to have, as {@link
 *     DeviceProperties#capability()}
 */
public record EmulatorOptions(boolean checked, long order, int capability) {
  /** Checks on, forward order, compute capability 9.0. */
  public static final EmulatorOptions STANDARD = new EmulatorOptions(true, 0, 90);

  /**
   * As the system properties {@code sinopia.emulator.checked} (true, false), {@code
   * sinopia.emulator.order} and {@code sinopia.emulator.capability} say, else {@link #STANDARD}.
   */
  public static EmulatorOptions fromProperties() {
    return new EmulatorOptions(
        Boolean.parseBoolean(
            System.getProperty("sinopia.emulator.checked", Boolean.toString(STANDARD.checked()))),
        Long.getLong("sinopia.emulator.order", STANDARD.order()),
        Integer.getInteger("sinopia.emulator.capability", STANDARD.capability()));
  }

  /** The same with another order. */
  public EmulatorOptions order(long other) {
    return new EmulatorOptions(checked, other, capability);
  }
}
