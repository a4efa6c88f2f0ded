package org.sinopia.kernels.device;

/** Reports the content of a device's memory, for the message when it does not suffice. */
final class MemoryReport {
  private MemoryReport() {}

  /**
   * The message for an allocation of {@code wanted} bytes that failed.
   *
   * @param used bytes that this program holds
   * @param free bytes that no program holds, which need not be in one piece
   * @param total bytes of the device
   */
  static OutOfMemoryError tooMuch(String device, long wanted, long used, long free, long total) {
    return new OutOfMemoryError(
        device + ": wanted " + wanted + " bytes, used " + used + ", free " + free + " of " + total);
  }
}
