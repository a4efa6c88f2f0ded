package org.sinopia.train.report;

/**
 * Numbers of a run.
 *
 * @param seed of all chance
 * @param device what computed
 * @param source where the pictures came from, as it stands after “pictures”: {@code painted by the
 *     program}, say
 * @param training pictures to learn from
 * @param validation pictures by which the training was steered
 * @param test pictures that neither model saw
 * @param pixels of all pictures together
 * @param method how the pictures became scans, in sentences that go on with the number of photons
 * @param photons in each pixel, in the mean
 * @param bins of the energy axis
 * @param spectra that the embedder was trained on, repetitions counted
 * @param embedderParameters its trainable numbers
 * @param recolourer name of the architecture
 * @param recolourerParameters its trainable numbers
 * @param crops pictures' parts that the recolourer was trained on, repetitions counted
 * @param command the command line that makes this report
 */
public record RunFacts(
    long seed,
    String device,
    String source,
    int training,
    int validation,
    int test,
    long pixels,
    String method,
    int photons,
    int bins,
    long spectra,
    long embedderParameters,
    String recolourer,
    long recolourerParameters,
    long crops,
    String command) {

  /** All pictures. */
  public int pictures() {
    return training + validation + test;
  }
}
