package org.sinopia.train.data.pairs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.train.data.ImageSplit;

class PairsFolderTest {
  @TempDir Path root;
  private Path folder;
  private Path manifest;

  @BeforeEach
  void pairs() throws IOException {
    folder = TinyPairs.write(root.resolve("pairs"), 12, 16);
    manifest = folder.resolve("manifest.json");
  }

  @Test
  void aPairIsReadAsItWasWritten() throws IOException {
    PairsFolder pairs = PairsFolder.open(folder);
    PairsManifest.Entry entry = pairs.of(ImageSplit.VALIDATION).getFirst();
    assertEquals("pair-1", entry.name());
    float[] latent = pairs.latent(entry, 3).values();
    assertEquals(3 * 12 * 16, latent.length);
    assertEquals(latent[100], pairs.picture(entry).orElseThrow().planes()[100]);
    assertTrue(pairs.target(entry).isEmpty());
  }

  /** The text to replace, its replacement, and how the message goes on after the file's name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"pair-2\" | \"pair-3\" | : pairs[3].name is pair-3 as another's",
        "\"height\" : 12 | \"height\" : 0 | : field pairs[0]: height is 0, expected at least 1",
        "pair-0.npy | ../pair-0.npy | : field pairs[0]: latent is ../pair-0.npy, expected the name"
            + " of a file in the folder",
        "\"split\" : \"test\" | \"split\" : \"tests\" | : field pairs[0].split is tests, expected one"
            + " of train, validation, test",
        "\"embedder\" : \"none\" | \"embedder\" : null | : embedder is missing",
        "\"pairs\" | \"pears\" | : field pears is unknown; known are embedder, embedder_sha256,"
            + " pairs",
      })
  void aDamagedListIsSaidToBeSoInOneLine(String from, String to, String message)
      throws IOException {
    String json = Files.readString(manifest);
    assertTrue(json.contains(from), json);
    Files.writeString(manifest, json.replace(from, to));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> PairsFolder.open(folder));
    assertEquals(manifest + message, e.getMessage());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Path gone = folder.resolve("pair-4.npy");
    Files.delete(gone);
    assertEquals(
        gone.toString(),
        assertThrows(NoSuchFileException.class, () -> PairsFolder.open(folder)).getFile());
  }

  @Test
  void aPictureOfAnotherSizeIsRefused() throws IOException {
    Path other = TinyPairs.write(root.resolve("other"), 12, 15);
    Files.copy(
        other.resolve("pair-1.png"),
        folder.resolve("pair-1.png"),
        StandardCopyOption.REPLACE_EXISTING);
    PairsFolder pairs = PairsFolder.open(folder);
    PairsManifest.Entry entry = pairs.of(ImageSplit.VALIDATION).getFirst();
    assertEquals(
        folder.resolve("pair-1.png") + ": 12 x 15 pixels, expected 12 x 16 as its latent has",
        assertThrows(IllegalArgumentException.class, () -> pairs.picture(entry)).getMessage());
    IOException shape = assertThrows(IOException.class, () -> pairs.latent(entry, 4));
    assertTrue(shape.getMessage().contains("expected [4, 12, 16]"), shape.getMessage());
  }

  @Test
  void aSplitWithoutPicturesIsNamed() throws IOException {
    PairsManifest list = PairsFolder.open(folder).manifest();
    TinyPairs.write(folder, new PairsManifest("00", "none", List.of(list.pairs().getFirst())));
    assertEquals(
        manifest + ": no pair with a picture is for train",
        assertThrows(
                IllegalArgumentException.class, () -> PairsFolder.open(folder).of(ImageSplit.TRAIN))
            .getMessage());
  }
}
