package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class LineParserTest {
  private static final Storage STORAGE = new Storage(new Configuration());

  private static Line parse(Job job, String... arguments) throws IOException {
    return new LineParser(job).parse(STORAGE, arguments);
  }

  @Test
  void optionsOfTheCommandArePassedOnAsTheyWereGiven() throws IOException {
    Line line =
        parse(
            Job.MAP,
            "hdfs://host/a b/*.h5",
            "--element",
            "Fe,Hg",
            "--calibration=-0.1,0.02",
            "--deskew",
            "--out",
            "s3a://bucket/maps");
    assertEquals(List.of("hdfs://host/a b/*.h5"), line.inputs());
    assertEquals("s3a://bucket/maps", line.out());
    assertEquals("Fe,Hg", line.value("--element").orElseThrow());
    assertEquals("-0.1,0.02", line.value("--calibration").orElseThrow());
    assertTrue(line.options().contains(new Line.Given("--deskew", null, false)));
    assertEquals("png", line.format());
  }

  @Test
  void optionsThatNameFilesAreTakenAlong() throws IOException {
    Line line = parse(Job.RECOLOUR, "a.h5", "--model", "hdfs://host/run", "--out=o");
    assertEquals(List.of(new Line.Given("--model", "hdfs://host/run", true)), line.options());
    assertFalse(parse(Job.RECOLOUR, "a.h5", "--model=built-in", "--out=o").options().get(0).file());
  }

  @Test
  void picturesAfterSynthesizeAreInputs() throws IOException {
    Line line = parse(Job.EMBED, "--model=m", "--synthesize", "a.png", "b.png", "--out=o");
    assertTrue(line.pictures());
    assertEquals(List.of("a.png", "b.png"), line.inputs());
  }

  @Test
  void unknownOptionsAndThoseThatNeedAllPicturesAreRefused() {
    assertThrows(
        CommandLine.ParameterException.class,
        () -> parse(Job.MAP, "a.h5", "--all", "--out=o", "--colour"));
    assertThrows(
        IllegalArgumentException.class, () -> parse(Job.MAP, "a.h5", "--band-rows=9", "--out=o"));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> parse(Job.EVALUATE, "--pairs=p", "--baselines", "--out=o"));
    assertTrue(refused.getMessage().startsWith("--baselines: "), refused.getMessage());
    IllegalArgumentException format =
        assertThrows(
            IllegalArgumentException.class,
            () -> parse(Job.CONVERT, "a.h5", "--format=doc", "--out=o"));
    assertEquals("--format: doc, expected one of h5, npy, npz, rpl, hdr", format.getMessage());
  }
}
