package org.sinopia.kernels.vendor;

import java.util.Optional;
import java.util.function.Supplier;
import jcuda.CudaException;
import org.sinopia.kernels.compile.NativeLibrary;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.device.KernelDevice;

/**
 * A library of NVIDIA's that can do the work of some of our kernels. None is needed, and none is
 * loaded unless it is asked for: our kernels are the default because they are there wherever the
 * driver is, and because which kernel a library picks, and so the order of its sums, changes from
 * version to version.
 */
public final class VendorLibrary {
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final String OWN = "own";

  /** Matrix products. */
  public static final VendorLibrary CUBLAS =
      new VendorLibrary(
          "cublas",
          "sinopia.cuda.gemm",
          WINDOWS ? "cublas64_12.dll" : "libcublas.so.12",
          Cublas::version);

  /** Convolutions. */
  public static final VendorLibrary CUDNN =
      new VendorLibrary(
          "cudnn",
          "sinopia.cuda.convolution",
          WINDOWS ? "cudnn64_9.dll" : "libcudnn.so.9",
          Cudnn::version);

  private final String name;
  private final String property;
  private final String file;
  private final Supplier<String> version;
  private String failure;

  /**
   * A library.
   *
   * @param name by which the property asks for it
   * @param property the system property that says {@code own} or the name
   * @param file what the system's loader looks for
   * @param version loads JCuda's side of it and asks it for its version
   */
  VendorLibrary(String name, String property, String file, Supplier<String> version) {
    this.name = name;
    this.property = property;
    this.file = file;
    this.version = version;
  }

  /** As the property spells it. */
  public String name() {
    return name;
  }

  /**
   * Whether the property asks for it.
   *
   * @throws IllegalArgumentException if the property is neither the library's name nor {@code own}
   */
  public boolean asked() {
    String value = System.getProperty(property, OWN);
    if (!value.equals(OWN) && !value.equals(name)) {
      throw new IllegalArgumentException(
          property + " is " + value + ", expected " + OWN + " or " + name);
    }
    return value.equals(name);
  }

  /** Why it cannot be used here, in one line; empty if it can. */
  public synchronized Optional<String> missing() {
    if (failure != null) {
      return Optional.of(failure);
    }
    Optional<String> absent = NativeLibrary.missing(file);
    if (absent.isPresent()) {
      return absent;
    }
    try {
      String _ = version.get();
      return Optional.empty();
    } catch (LinkageError e) {
      // Kept, since a class that did not start does not say so well a second time.
      failure = file + " could not be used: " + NativeLibrary.reason(e);
      return Optional.of(failure);
    } catch (CudaException e) {
      return Optional.of(file + " could not be used: " + e.getMessage());
    }
  }

  /**
   * The library and whether it is in use, or the reason why it is not. For {@code sinopia devices}.
   */
  public String describe() {
    return missing()
        .orElseGet(
            () ->
                file
                    + " "
                    + version.get()
                    + (System.getProperty(property, OWN).equals(name)
                        ? ", in use"
                        : ", not in use: see -D" + property + "=" + name));
  }

  /**
   * The GPU that it is to work on.
   *
   * @throws IllegalArgumentException if the library is missing, or the device is no GPU: no other
   *     device is to take the place of one that was asked to use it
   */
  public CudaDriver on(KernelDevice device) {
    missing().ifPresent(why -> refuse(device, why));
    return device instanceof CudaDriver gpu ? gpu : refuse(device, "it needs a GPU");
  }

  private CudaDriver refuse(KernelDevice device, String why) {
    throw new IllegalArgumentException(device.name() + ": " + name + " was asked for, but " + why);
  }
}
