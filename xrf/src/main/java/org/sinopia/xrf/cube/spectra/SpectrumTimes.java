package org.sinopia.xrf.cube.spectra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sinopia.xrf.cube.CountingTimes;

/**
 * Live and real time in the head of a spectrum's file: {@code #LIVETIME} and {@code #REALTIME}
 * (EMSA), {@code LIVE_TIME} and {@code REAL_TIME} (Amptek), {@code LifeTime} and {@code RealTime}
 * (Bruker), {@code $MEAS_TIM:} (SPE), {@code #@CTIME} (SPEC).
 */
final class SpectrumTimes {

  private static final int HEAD_BYTES = 1 << 17;
  private static final String NUMBER = "\\s*([-+0-9.eE]+)";
  private static final Pattern[][] NAMED = {
    {
      Pattern.compile("(?m)^#LIVETIME[^:\\n]*:" + NUMBER),
      Pattern.compile("(?m)^#REALTIME[^:\\n]*:" + NUMBER)
    },
    {
      Pattern.compile("(?m)^LIVE_TIME\\s*-" + NUMBER),
      Pattern.compile("(?m)^REAL_TIME\\s*-" + NUMBER)
    },
    {
      Pattern.compile("<LifeTime>" + NUMBER + "\\s*</LifeTime>"),
      Pattern.compile("<RealTime>" + NUMBER + "\\s*</RealTime>")
    }
  };
  private static final Pattern SPE = Pattern.compile("(?m)^\\$MEAS_TIM:\\s+(\\S+)\\s+(\\S+)");
  private static final Pattern SPEC = Pattern.compile("(?m)^#@CTIME\\s+\\S+\\s+(\\S+)\\s+(\\S+)");

  private SpectrumTimes() {}

  /** The times, if the file has both. */
  static Optional<CountingTimes> of(Path file) throws IOException {
    String head;
    try (var in = Files.newInputStream(file)) {
      head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    }
    for (Pattern[] both : NAMED) {
      Matcher live = both[0].matcher(head);
      Matcher real = both[1].matcher(head);
      if (live.find() && real.find()) {
        return times(live.group(1), real.group(1));
      }
    }
    for (Pattern pair : new Pattern[] {SPE, SPEC}) {
      Matcher matcher = pair.matcher(head);
      if (matcher.find()) {
        return times(matcher.group(1), matcher.group(2));
      }
    }
    return Optional.empty();
  }

  /** Nothing where they are no times, as in files that were never measured. */
  private static Optional<CountingTimes> times(String live, String real) {
    try {
      return Optional.of(new CountingTimes(Double.parseDouble(live), Double.parseDouble(real)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
