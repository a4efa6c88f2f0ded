package org.sinopia.test.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code sinopia}, which passes arguments, descriptors and file names on. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  private static final Path ROOT =
      Path.of(System.getProperty("maven.multiModuleProjectDirectory", "..")).toAbsolutePath();

  @TempDir Path folder;

  @BeforeEach
  void isBuilt() {
    assumeTrue(Files.exists(ROOT.resolve("train/target/class-path")), "train is packaged");
  }

  /** Runs a shell command in the folder, where {@code $sinopia} is the script. */
  private String shell(String command) throws IOException, InterruptedException {
    Path log = folder.resolve("shell.log");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    shell.environment().put("sinopia", ROOT.resolve("sinopia").toString());
    shell.environment().remove("SINOPIA_JAVA_OPTIONS");
    shell.start().waitFor();
    return Files.readString(log, UTF_8);
  }

  @Test
  void aLogOfBothStreamsKeepsEveryLineInOrder() throws IOException, InterruptedException {
    String expected =
        """
        first
        sinopia info: a.h5: file: not found
        second
        sinopia info: b.h5: file: not found
        third
        """;
    String batch =
        "{ echo first; \"$sinopia\" info a.h5; echo second; \"$sinopia\" info b.h5; echo third; }";
    assertEquals(expected, shell(batch), "to one file");
    assertEquals(expected, shell(batch + " > log 2>&1; cat log"), "to a log");
    assertEquals(expected, shell(": > log; " + batch + " >> log 2>&1; cat log"), "appended");
    assertEquals(expected, shell(batch + " 2>&1 | cat"), "through a pipe");
  }

  @Test
  void theVersionIsThatOfTheBuild() throws IOException, InterruptedException {
    String pom = Files.readString(ROOT.resolve("pom.xml"), UTF_8);
    String version = pom.replaceFirst("(?s).*<revision>(.*)</revision>.*", "$1");
    assertEquals("sinopia " + version + "\n", shell("\"$sinopia\" --version"));
  }

  @Test
  void closedStreamsChangeNothingElse() throws IOException, InterruptedException {
    assertEquals("2\n", shell("\"$sinopia\" info a.h5 2>&-; echo $?"));
    assertEquals("0\n", shell("\"$sinopia\" --help >&-; echo $?"));
  }

  @Test
  void fileNamesOfAnyCharactersWorkInAnyLocale() throws IOException, InterruptedException {
    for (String locale : new String[] {"LC_ALL=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8", "LANG="}) {
      String output =
          shell(
              "unset LC_ALL LC_CTYPE LANG; export "
                  + locale
                  + "; \"$sinopia\" paint --count 1 --size 32x32 --out 'Étude 絵' > out 2>&1;"
                  + " ls 'Étude 絵'; cat out; \"$sinopia\" info 'für.h5'");
      assertTrue(output.contains(".png"), output);
      assertTrue(output.endsWith("sinopia info: für.h5: file: not found\n"), locale + output);
    }
  }

  @Test
  void theFirstBuildSaysHowLongItTakesAndWhichModuleItHasReached()
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Files.copy(
        ROOT.resolve("sinopia"), root.resolve("sinopia"), StandardCopyOption.COPY_ATTRIBUTES);
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(
        maven,
        """
        #!/bin/sh
        echo '[INFO] Building Sinopia: tensor 1.2.3        [2/7]'
        sleep 3
        echo '[INFO] Building Sinopia: xrf 1.2.3           [6/7]'
        sleep 3
        echo '[ERROR] the disk is full'
        exit 1
        """);
    assertTrue(maven.toFile().setExecutable(true));
    String output = shell("PATH=$PWD/bin:$PATH root/sinopia --help; echo $?");
    assertTrue(output.startsWith("sinopia: first use: building six modules"), output);
    assertTrue(output.contains("minutes"), output);
    assertTrue(output.contains(" s: compiling module tensor (2 of 7)\n"), output);
    assertTrue(output.contains(" s: compiling module xrf (6 of 7)\n"), output);
    assertTrue(output.contains("[ERROR] the disk is full\n"), output);
    assertTrue(output.endsWith("\n1\n"), output);
  }
}
