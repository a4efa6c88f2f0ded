package org.sinopia.tensor.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingFileTest {
  @TempDir Path folder;

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void replacesTheOldFileOnlyWhenTheNewOneIsWhole() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    PendingFile.write(
        target,
        file -> {
          Files.writeString(file, "new");
          assertEquals("old", Files.readString(target));
        });
    assertEquals("new", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    assertThrows(
        IOException.class,
        () ->
            PendingFile.write(
                target,
                file -> {
                  Files.writeString(file, "half");
                  throw new IOException("disk full");
                }));
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void twoWritersOfOneFileDoNotDisturbEachOther() throws IOException {
    Path target = folder.resolve("a.txt");
    try (PendingFile first = PendingFile.of(target);
        PendingFile second = PendingFile.of(target)) {
      Files.writeString(first.path(), "first");
      Files.writeString(second.path(), "second");
      second.commit();
      first.commit();
    }
    assertEquals("first", Files.readString(target));
    assertEquals(List.of("a.txt"), names());
  }

  @Test
  void theFolderThatIsMissingIsNamed() {
    Path target = folder.resolve("missing").resolve("a.txt");
    NoSuchFileException e =
        assertThrows(NoSuchFileException.class, () -> PendingFile.of(target).close());
    assertEquals(target.getParent().toString(), e.getFile());
  }

  @Test
  void aFolderIsNotReplacedByAFile() throws IOException {
    Path target = Files.createDirectory(folder.resolve("a"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> PendingFile.of(target).close());
    assertTrue(e.getMessage().startsWith(target + ": is a folder"), e.getMessage());
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(locked), "the superuser may write anywhere");
      Path target = locked.resolve("a.txt");
      AccessDeniedException e =
          assertThrows(AccessDeniedException.class, () -> PendingFile.of(target).close());
      assertEquals(target + ": its folder cannot be written to", e.getMessage());
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
