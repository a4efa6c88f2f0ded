package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSplitTest {
  private static List<String> names(int n) {
    return IntStream.range(0, n).mapToObj(i -> "painting " + i).toList();
  }

  @ParameterizedTest
  @CsvSource({"1000,700,200,100", "16,11,3,2", "10,7,2,1", "3,1,1,1", "2,1,1,0", "1,1,0,0"})
  void sharesAreSeventyTwentyTen(int n, int train, int validation, int test) {
    var splits = ImageSplit.of(names(n), 1).values();
    assertEquals(
        List.of(train, validation, test),
        List.of(ImageSplit.values()).stream().map(s -> Collections.frequency(splits, s)).toList());
  }

  @Test
  void scansOfOneImageAreForTheSame() {
    List<String> scans = new ArrayList<>();
    for (String name : names(40)) {
      scans.addAll(List.of(name, name + "@2", name + "@3"));
    }
    Map<String, ImageSplit> split = ImageSplit.of(scans, 5);
    Map<String, ImageSplit> images = ImageSplit.of(names(40), 5);
    for (String name : names(40)) {
      assertEquals(images.get(name), split.get(name));
      assertEquals(images.get(name), split.get(name + "@2"));
      assertEquals(images.get(name), split.get(name + "@3"));
    }
  }

  @Test
  void aShareOfNothingLeavesNoImage() {
    var splits = ImageSplit.of(names(50), 1, new SplitShares(0.06, 0)).values();
    assertEquals(3, Collections.frequency(splits, ImageSplit.VALIDATION));
    assertEquals(0, Collections.frequency(splits, ImageSplit.TEST));
    assertThrows(IllegalArgumentException.class, () -> new SplitShares(0.6, 0));
  }

  @Test
  void theOrderOfNamesDoesNotMatterButTheSeedDoes() {
    List<String> names = names(40);
    Map<String, ImageSplit> split = new HashMap<>(ImageSplit.of(names, 5));
    assertEquals(split, new HashMap<>(ImageSplit.of(names.reversed(), 5)));
    assertNotEquals(split, new HashMap<>(ImageSplit.of(names, 6)));
  }

  @Test
  void twoImagesOfOneNameAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ImageSplit.of(List.of("a", "b", "a"), 1));
  }
}
