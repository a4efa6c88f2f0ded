package org.sinopia.kernels.device;

/** What a device's memory holds, for the message when it does not suffice. */
final class MemoryReport {
  private MemoryReport() {}

  /**
   * Says that {@code wanted} bytes were not to be had.
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
